/** From how a bot is set up to a token of its provider: secret, certificate, workload identity or managed identity. */
import type { BotTokenSource } from '@waymark/api'
import { type Credential, parseAuthority, parseClientCredentialScopes } from '@waymark/client'
import { CredentialError, createTokenSource } from '@waymark/credentials'
import { type AuthenticationMechanism, type AzureSsoConfig, azureApplicationOf } from '@waymark/spec'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The credential of a bot's Azure SSO settings. Without a client secret it is the server's own identity: a workload identity where
 * Kubernetes or GitHub left a token (`AZURE_FEDERATED_TOKEN_FILE`), else the managed identity of the machine. A client secret
 * that is PEM text holds a certificate and its private key.
 *
 * @throws CredentialError naming the field that can't be used
 */
export function azureCredential(
  { authority, clientId, clientSecret, scopes }: AzureSsoConfig,
  environment: Environment,
): Credential {
  const scope = readable('scopes', parseClientCredentialScopes(scopes))
  const application = {
    kind: 'azure',
    clientId,
    authority: readable('authority', parseAuthority(authority)),
    scope,
  } as const
  if (clientSecret?.includes('-----BEGIN')) {
    const parts = clientSecret.match(/-----BEGIN ([A-Z ]+)-----[\s\S]+?-----END \1-----/g) ?? []
    const privateKey = parts.find((part) => part.includes('PRIVATE KEY'))
    const certificate = parts.filter((part) => part.includes('BEGIN CERTIFICATE')).join('\n')
    if (!privateKey || !certificate)
      throw new CredentialError('clientSecret: the PEM text needs both a certificate and its private key.')
    return { ...application, proof: { kind: 'certificate', certificate, privateKey } }
  }
  if (clientSecret) return { ...application, proof: { kind: 'secret', clientSecret } }
  const path = environment.AZURE_FEDERATED_TOKEN_FILE
  if (path) return { ...application, proof: { kind: 'federatedTokenFile', path } }
  return { ...application, proof: { kind: 'managedIdentity' } }
}

function readable(field: string, parsed: { value: string } | { problem: string }): string {
  if ('value' in parsed) return parsed.value
  throw new CredentialError(`${field}: ${parsed.problem}`)
}

/** @param environment - of the server, whose own identity is used where a bot has no secret */
export function createBotTokenSource(environment: Environment): BotTokenSource {
  return {
    async obtain(mechanism) {
      const source = createTokenSource(credentialOf(mechanism, environment))
      if (!source) throw new CredentialError('The bot has no credential.')
      const { token } = await source.token({ force: true })
      return { token, description: source.description }
    },
  }
}

/** @throws CredentialError for mechanisms that a bot cannot sign in with, or that are not complete */
export function credentialOf(mechanism: AuthenticationMechanism, environment: Environment): Credential {
  const azure = azureApplicationOf(mechanism)
  if (azure) return azureCredential(azure, environment)
  const { config } = mechanism
  if (config && 'authConfig' in config && config.authConfig && 'tokenEndpoint' in config.authConfig) {
    const { tokenEndpoint, clientId, secretKey } = config.authConfig
    return { kind: 'oidc', tokenEndpoint, clientId, clientSecret: secretKey }
  }
  throw new CredentialError('Only Azure and custom OpenID applications can sign in as a bot.', {
    fix: 'Choose one of them, or give the bot a JWT.',
  })
}
