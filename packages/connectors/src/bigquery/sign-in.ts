/** How requests to Google Cloud are signed: a token for a service account's key, or one that is given. https://developers.google.com/identity/protocols/oauth2/service-account#httprest */
import { sign } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { SourceError } from '@waymark/ingest'
import { isRecord, type Json, record, text } from '../json-values.ts'
import type { BigQueryConfig, ServiceAccount } from './config.ts'

type Headers = Readonly<Record<string, string>>
type Signer = (signal: AbortSignal, again: boolean) => Promise<Headers>

export interface SignIn {
  readonly authorize: Signer
  /** The projects that the key or the configuration names. */
  readonly projects: readonly string[]
}

const scope = 'https://www.googleapis.com/auth/bigquery.readonly'
const usualTokenUri = 'https://oauth2.googleapis.com/token'
const lifetimeS = 3_600
const marginMs = 120_000
const requestTimeoutMs = 20_000
const keyHint =
  'Give credentials.gcpConfig the members projectId, clientEmail and privateKey (PEM) of the key file of a service account.'

/** @throws SourceError when there is no way to sign in, or the key cannot be read */
export async function signIn({ credentials, connectionOptions }: BigQueryConfig): Promise<SignIn> {
  const { gcpConfig, gcpImpersonateServiceAccount } = credentials
  if (gcpImpersonateServiceAccount?.impersonateServiceAccount)
    throw new SourceError('fatal', 'Impersonating a service account is not supported.', { hint: keyHint })
  const named = [gcpConfig.projectId ?? []].flat()
  if (connectionOptions?.token) {
    const signed = { authorization: `Bearer ${connectionOptions.token}` }
    return { projects: named, authorize: async () => signed }
  }
  const account = gcpConfig.path ? await keyFile(gcpConfig.path) : gcpConfig
  const projects = named.length > 0 ? named : [account.projectId ?? []].flat()
  return { projects, authorize: signerFor(account) }
}

async function keyFile(path: string): Promise<ServiceAccount> {
  const key = await readFile(path, 'utf8')
    .then((said): Json => record(JSON.parse(said)))
    .catch((cause: unknown) => {
      throw new SourceError('fatal', 'The file of credentials.gcpConfig.path cannot be read as JSON.', {
        hint: 'Write the path of a service account’s key file, as this process sees it.',
        cause,
      })
    })
  const [projectId, privateKey, clientEmail] = [key.project_id, key.private_key, key.client_email].map(text)
  const [privateKeyId, tokenUri] = [key.private_key_id, key.token_uri].map(text)
  return {
    ...(projectId ? { projectId } : {}),
    ...(privateKey ? { privateKey } : {}),
    ...(clientEmail ? { clientEmail } : {}),
    ...(privateKeyId ? { privateKeyId } : {}),
    ...(tokenUri ? { tokenUri } : {}),
  }
}

function signerFor({ privateKey, privateKeyId, clientEmail, tokenUri }: ServiceAccount): Signer {
  if (!privateKey || !clientEmail)
    throw new SourceError('fatal', 'No way to sign in to Google Cloud is given.', {
      hint: `${keyHint} An access token goes into connectionOptions.token.`,
    })
  // A key pasted into one line of YAML or an environment variable has its line breaks as \n.
  const pem = privateKey.replaceAll('\\n', '\n')
  const endpoint = tokenUri || usualTokenUri
  let kept: { readonly token: string; readonly untilMs: number } | undefined
  return async (signal, again) => {
    if (again || !kept || kept.untilMs - marginMs < Date.now()) {
      const assertion = signedClaims(pem, privateKeyId, { iss: clientEmail, scope, aud: endpoint })
      kept = await exchanged(endpoint, assertion, signal)
    }
    return { authorization: `Bearer ${kept.token}` }
  }
}

function signedClaims(pem: string, keyId: string | undefined, claims: Json): string {
  const nowS = Math.floor(Date.now() / 1000)
  const signed = [
    { alg: 'RS256', typ: 'JWT', ...(keyId ? { kid: keyId } : {}) },
    { ...claims, iat: nowS, exp: nowS + lifetimeS },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  try {
    return `${signed}.${sign('sha256', Buffer.from(signed), pem).toString('base64url')}`
  } catch (cause) {
    throw new SourceError('fatal', 'credentials.gcpConfig.privateKey is not a private key.', {
      hint: 'Give the member private_key of the key file as it is, from BEGIN PRIVATE KEY to END PRIVATE KEY.',
      cause,
    })
  }
}

async function exchanged(endpoint: string, assertion: string, signal: AbortSignal) {
  const body = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion,
  })
  const limited = AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)])
  const answer: unknown = await fetch(endpoint, { method: 'POST', body, redirect: 'error', signal: limited })
    .then((response) => response.json())
    .catch((cause: unknown) => {
      signal.throwIfAborted()
      throw new SourceError('retriable', 'No token: the address of tokenUri does not answer with JSON.', {
        hint: `Check credentials.gcpConfig.tokenUri (usually ${usualTokenUri}), the proxy and the firewall.`,
        cause,
      })
    })
  const said = isRecord(answer) ? answer : {}
  const token = text(said.access_token)
  if (token) return { token, untilMs: Date.now() + Number(said.expires_in ?? 0) * 1000 }
  const reason = text(said.error_description) ?? text(said.error) ?? 'no access_token in the answer'
  throw new SourceError('fatal', `Google Cloud gives no token: ${reason}`, {
    hint: 'Check clientEmail and privateKey, that the key is not disabled or deleted, and this machine’s clock.',
  })
}
