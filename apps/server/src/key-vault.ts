/** Reads secrets of Azure Key Vault as the server's own identity: workload identity, a secret in the environment, or managed identity. */
import type { Credential } from '@waymark/client'
import { createTokenSource } from '@waymark/credentials'
import type { SecretReader } from './config/external-secrets.ts'

type Environment = Readonly<Record<string, string | undefined>>

const apiVersion = '7.4'
const timeoutMs = 10_000

/** The names of variables are those of Azure's own programs: `AZURE_CLIENT_ID`, `AZURE_TENANT_ID`, … */
function credentialOf(environment: Environment, scope: string): Credential {
  const {
    AZURE_CLIENT_ID: clientId,
    AZURE_TENANT_ID: tenant,
    AZURE_CLIENT_SECRET: clientSecret,
    AZURE_FEDERATED_TOKEN_FILE: path,
    AZURE_AUTHORITY_HOST: host = 'https://login.microsoftonline.com',
  } = environment
  const application = {
    kind: 'azure',
    scope,
    ...(clientId && { clientId }),
    ...(tenant && { authority: `${host.replace(/\/$/, '')}/${tenant}` }),
  } as const
  if (path) return { ...application, proof: { kind: 'federatedTokenFile', path } }
  if (clientSecret) return { ...application, proof: { kind: 'secret', clientSecret } }
  return { ...application, proof: { kind: 'managedIdentity' } }
}

export function createKeyVaultReader(environment: Environment, fetch: typeof globalThis.fetch): SecretReader {
  return async (url) => {
    const scope = `https://${url.host.split('.').slice(1).join('.')}/.default`
    const source = createTokenSource(credentialOf(environment, scope), { fetch })
    if (!source) throw new Error('the server has no identity in Azure')
    const { token } = await source.token()
    const address = new URL(url)
    address.searchParams.set('api-version', apiVersion)
    const response = await fetch(address, {
      headers: { authorization: `Bearer ${token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (response.status === 403)
      throw new Error("the server's identity may not read it: give it the role 'Key Vault Secrets User'")
    if (response.status === 404) throw new Error('there is no such secret')
    if (!response.ok) throw new Error(`Key Vault answered ${response.status}`)
    const { value } = (await response.json()) as { value?: unknown } // Key Vault's SecretBundle; read with care
    if (typeof value !== 'string' || value === '') throw new Error('Key Vault answered without a value')
    return value
  }
}
