/** Reads `authProvider` and `securityConfig` into a credential, or says what is missing. */
import {
  type Credential,
  type EntraProof,
  parseAuthority,
  parseClientCredentialScopes,
} from '@waymark/client'
import type { Path } from './document.ts'
import type { Environment } from './substitute.ts'
import type { Finding } from './validate.ts'
import type { WorkflowFile } from './workflow-schema.ts'

type ServerConfig = WorkflowFile['workflowConfig']['openMetadataServerConfig']
type SecurityConfig = NonNullable<ServerConfig['securityConfig']>

const serverPath: Path = ['workflowConfig', 'openMetadataServerConfig']
const securityPath: Path = [...serverPath, 'securityConfig']

export type CredentialReading =
  | { readonly credential: Credential }
  | { readonly credential?: undefined; readonly findings: readonly Finding[] }

/** Where a file names no authority or proof, Azure's own variables (`AZURE_TENANT_ID`, `AZURE_FEDERATED_TOKEN_FILE` …) count. */
export function readServerCredential(server: ServerConfig, environment: Environment): CredentialReading {
  const security = server.securityConfig ?? {}
  const provider = server.authProvider ?? 'openmetadata'
  switch (provider) {
    case 'no-auth':
      return { credential: { kind: 'none' } }
    case 'openmetadata':
      return readJwt(security)
    case 'custom-oidc':
      return readOidc(security)
    case 'azure':
      return readAzure(security, environment)
    default:
      return wrong(
        [...serverPath, 'authProvider'],
        `a program cannot sign in with '${provider}'. Use azure, custom-oidc, or openmetadata with the JWT of a bot.`,
      )
  }
}

function wrong(path: Path, message: string): CredentialReading {
  return { findings: [{ severity: 'error', path, message }] }
}

function readJwt(security: SecurityConfig): CredentialReading {
  if (security.jwtToken) return { credential: { kind: 'jwt', token: security.jwtToken.trim() } }
  return wrong(
    securityPath,
    "'jwtToken' is missing: the token of a bot (waymark bot token <name> prints one).",
  )
}

function readOidc(security: SecurityConfig): CredentialReading {
  const { clientId, tokenEndpoint, secretKey, clientSecret = secretKey } = security
  const missing = Object.entries({ clientId, secretKey: clientSecret, tokenEndpoint }).filter(
    ([, value]) => !value,
  )
  if (!clientId || !tokenEndpoint || !clientSecret) {
    return { findings: missing.map(([name]) => missingKey(name, 'custom-oidc')) }
  }
  const scope = listOf(security.scopes).join(' ')
  return { credential: { kind: 'oidc', clientId, tokenEndpoint, clientSecret, ...(scope ? { scope } : {}) } }
}

function missingKey(name: string, provider: string): Finding {
  return { severity: 'error', path: securityPath, message: `'${name}' is missing; ${provider} needs it.` }
}

function listOf(scopes: SecurityConfig['scopes']): readonly string[] {
  return typeof scopes === 'string' ? [scopes] : (scopes ?? [])
}

function readAzure(security: SecurityConfig, environment: Environment): CredentialReading {
  const { variables } = environment
  const findings: Finding[] = []
  const error = (key: string, message: string) =>
    findings.push({ severity: 'error', path: [...securityPath, key], message })

  const scope = parseClientCredentialScopes(listOf(security.scopes))
  if ('problem' in scope) error('scopes', scope.problem)

  const proof = proofOf(security, environment)
  if ('problem' in proof) error(proof.key, proof.problem)
  const named =
    'proof' in proof && (proof.proof.kind === 'managedIdentity' || proof.proof.kind === 'azureCli')

  const clientId = security.clientId ?? variables.AZURE_CLIENT_ID
  if (!clientId && !named) findings.push(missingKey('clientId', 'azure'))

  const authorityText = security.authority ?? variables.AZURE_TENANT_ID
  const authority = authorityText === undefined ? undefined : parseAuthority(authorityText)
  if (authority && 'problem' in authority) error('authority', authority.problem)
  if (!authority && !named) findings.push(missingKey('authority', 'azure'))

  if (findings.length > 0 || 'problem' in scope || 'problem' in proof) return { findings }
  return {
    credential: {
      kind: 'azure',
      scope: scope.value,
      proof: proof.proof,
      ...(clientId ? { clientId } : {}),
      ...(authority && 'value' in authority ? { authority: authority.value } : {}),
    },
  }
}

type ProofReading = { readonly proof: EntraProof } | { readonly key: string; readonly problem: string }

/** What the file says wins over the environment; of several in the file the most particular one. */
function proofOf(security: SecurityConfig, environment: Environment): ProofReading {
  const { variables, readFile } = environment
  if (security.certificatePath) {
    try {
      const certificate = readFile(security.certificatePath)
      const privateKey = security.privateKeyPath ? readFile(security.privateKeyPath) : certificate
      return { proof: { kind: 'certificate', certificate, privateKey } }
    } catch {
      return { key: 'certificatePath', problem: 'the certificate or its private key cannot be read.' }
    }
  }
  // Guides for Azure say secret_key; written as the other providers' secretKey it is as clear.
  const clientSecret = security.clientSecret ?? security.secretKey
  if (clientSecret) return { proof: { kind: 'secret', clientSecret } }
  if (security.federatedTokenFile) {
    return { proof: { kind: 'federatedTokenFile', path: security.federatedTokenFile } }
  }
  if (security.useManagedIdentity) return { proof: { kind: 'managedIdentity' } }
  if (security.useAzureCli) return { proof: { kind: 'azureCli' } }
  if (variables.AZURE_CLIENT_SECRET) {
    return { proof: { kind: 'secret', clientSecret: variables.AZURE_CLIENT_SECRET } }
  }
  if (variables.AZURE_FEDERATED_TOKEN_FILE) {
    return { proof: { kind: 'federatedTokenFile', path: variables.AZURE_FEDERATED_TOKEN_FILE } }
  }
  return {
    key: 'clientSecret',
    problem:
      'nothing proves who the application is. Set clientSecret, certificatePath, federatedTokenFile, useManagedIdentity or useAzureCli.',
  }
}
