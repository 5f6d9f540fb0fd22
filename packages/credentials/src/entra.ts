/** Tokens for an Entra application by secret, certificate, federated token, managed identity or `az`. */
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import {
  type AuthenticationResult,
  ConfidentialClientApplication,
  ManagedIdentityApplication,
  type NodeAuthOptions,
} from '@azure/msal-node'
import type { AccessToken, Credential, EntraProof, TokenSource } from '@waymark/client'
import { cachedTokenSource } from './cached-token.ts'
import { CredentialError } from './credential-error.ts'
import { createMsalNetwork, type MsalNetwork } from './msal-network.ts'
import { credentialErrorFrom } from './token-answer.ts'

export interface Surroundings {
  readonly fetch?: typeof globalThis.fetch
  readonly nowMs?: () => number
  readonly sleep?: (ms: number) => Promise<void>
}

type AzureCredential = Extract<Credential, { kind: 'azure' }>

const proofNames: Readonly<Record<EntraProof['kind'], string>> = {
  secret: 'client secret',
  certificate: 'certificate',
  federatedTokenFile: 'federated token',
  managedIdentity: 'managed identity',
  azureCli: 'az login',
}

const noIdentityHere =
  'A managed identity is there only on machines of Azure that have one; elsewhere use a secret, a certificate or az login.'

/** @throws CredentialError at once when the configuration can never work, e.g. an unreadable certificate */
export function entraTokenSource(credential: AzureCredential, around: Surroundings = {}): TokenSource {
  const name = credential.clientId ? `Entra application ${shortened(credential.clientId)}` : 'Entra'
  const description = `${name} (${proofNames[credential.proof.kind]})`
  return cachedTokenSource(description, obtainerFor(credential, description, around), around.nowMs)
}

function shortened(id: string): string {
  return id.length > 12 ? `${id.slice(0, 4)}…${id.slice(-2)}` : id
}

function obtainerFor(
  credential: AzureCredential,
  about: string,
  around: Surroundings,
): (signal: AbortSignal | undefined) => Promise<AccessToken> {
  const sleep = around.sleep ?? ((ms: number) => new Promise((resolve) => setTimeout(resolve, ms)))
  const network = createMsalNetwork(around.fetch ?? globalThis.fetch.bind(globalThis), sleep)
  const { proof, scope, clientId } = credential
  if (proof.kind === 'azureCli') return (signal) => azureCliToken(credential, signal)
  if (proof.kind === 'managedIdentity') {
    const identity = new ManagedIdentityApplication({
      ...(clientId ? { managedIdentityIdParams: { userAssignedClientId: clientId } } : {}),
      system: { networkClient: network },
    })
    const resource = scope.replace(/\/\.default$/, '')
    const acquire = () => identity.acquireToken({ resource, forceRefresh: true })
    return () => worded(about, network, acquire, noIdentityHere)
  }
  if (!clientId || !credential.authority) {
    throw new CredentialError(`${about}: clientId and authority are needed.`)
  }
  const auth = { clientId, authority: credential.authority, ...authOptions(proof) }
  const application = new ConfidentialClientApplication({ auth, system: { networkClient: network } })
  return () =>
    worded(about, network, () =>
      application.acquireTokenByClientCredential({ scopes: [scope], skipCache: true }),
    )
}

function authOptions(
  proof: Exclude<EntraProof, { kind: 'managedIdentity' } | { kind: 'azureCli' }>,
): Partial<NodeAuthOptions> {
  switch (proof.kind) {
    case 'secret':
      return { clientSecret: proof.clientSecret }
    case 'federatedTokenFile':
      return { clientAssertion: () => readFederatedToken(proof.path) }
    case 'certificate':
      return {
        clientCertificate: {
          thumbprintSha256: thumbprint(proof.certificate),
          privateKey: proof.privateKey,
          x5c: proof.certificate,
        },
      }
  }
}

/** Kubernetes replaces the file before the token in it expires, so it is read for every request. */
async function readFederatedToken(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (cause) {
    throw new CredentialError(`The federated token file ${path} cannot be read.`, {
      cause,
      fix: 'Check AZURE_FEDERATED_TOKEN_FILE and that the pod carries the label azure.workload.identity/use.',
    })
  }
}

function thumbprint(certificate: string): string {
  try {
    return new X509Certificate(certificate).fingerprint256.replaceAll(':', '').toLowerCase()
  } catch (cause) {
    throw new CredentialError('The certificate is no PEM text that can be read.', {
      cause,
      fix: "It must begin with '-----BEGIN CERTIFICATE-----' and keep its line breaks.",
    })
  }
}

async function worded(
  about: string,
  network: MsalNetwork,
  acquire: () => Promise<AuthenticationResult | null>,
  whereUnreachable?: string,
): Promise<AccessToken> {
  let result: AuthenticationResult | null
  try {
    result = await acquire()
  } catch (error) {
    if (error instanceof CredentialError) throw error
    const refused = network.lastError()
    if (refused) throw credentialErrorFrom(refused.answer, refused.status, about)
    const failure = network.lastFailure()
    if (failure) {
      const { message, retriable } = failure
      const fix = whereUnreachable ?? failure.fix
      throw new CredentialError(`${about}: ${message}`, {
        cause: failure,
        retriable,
        ...(fix === undefined ? {} : { fix }),
      })
    }
    const reason = error instanceof Error ? error.message : String(error)
    throw new CredentialError(`${about}: ${reason}`, { cause: error })
  }
  if (!result?.accessToken) throw new CredentialError(`${about}: the issuer answered without a token.`)
  const expiresAtMs = result.expiresOn?.getTime()
  return { token: result.accessToken, ...(expiresAtMs === undefined ? {} : { expiresAtMs }) }
}

async function azureCliToken(
  credential: AzureCredential,
  signal: AbortSignal | undefined,
): Promise<AccessToken> {
  const tenant = credential.authority?.split('/').at(-1)
  const command = ['account', 'get-access-token', '--output', 'json', '--scope', credential.scope]
  if (tenant) command.push('--tenant', tenant)
  const run = promisify(execFile)
  const program = process.platform === 'win32' ? 'az.cmd' : 'az'
  const options = { timeout: 60_000, shell: process.platform === 'win32', ...(signal ? { signal } : {}) }
  const { stdout } = await run(program, command, options).catch((cause: unknown) => {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    throw new CredentialError(missing ? "The program 'az' is not installed." : "'az' gave no token.", {
      cause,
      fix: missing ? 'Install the Azure CLI, or configure a client secret.' : "Run 'az login' and try again.",
    })
  })
  // https://learn.microsoft.com/cli/azure/account: `expires_on` is in seconds since 1970.
  const answer = JSON.parse(stdout) as { accessToken: string; expires_on?: number }
  return {
    token: answer.accessToken,
    ...(answer.expires_on === undefined ? {} : { expiresAtMs: answer.expires_on * 1000 }),
  }
}
