/** Settings whose value lies in Azure Key Vault: `keyvault:https://<vault>.vault.azure.net/secrets/<name>` in place of a secret. */
import { ConfigError, type ConfigMistake } from './config-error.ts'
import { variables } from './variables.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Reads one secret of a vault. @throws an `Error` whose message an administrator can act on */
export type SecretReader = (url: URL) => Promise<string>

const prefix = 'keyvault:'
/** The public cloud, US Government and China; a token for a vault must not go anywhere else. */
const vaultHost = /^[a-z0-9-]{3,24}\.vault\.(?:azure\.net|usgovcloudapi\.net|azure\.cn)$/
const secretPath = /^\/secrets\/[A-Za-z0-9-]{1,127}(?:\/[0-9a-f]{32})?$/

/**
 * The environment with every reference replaced by what it stands for. Only settings that are secrets may be references.
 *
 * @throws ConfigError with everything that could not be read
 */
export async function withExternalSecrets(
  environment: Environment,
  read: SecretReader,
): Promise<Environment> {
  const found: Record<string, string | undefined> = { ...environment }
  const mistakes: ConfigMistake[] = []
  const secrets = Object.entries(variables).filter(
    ([, variable]) => 'isSecret' in variable && variable.isSecret,
  )
  await Promise.all(
    secrets.map(async ([setting]) => {
      const text = environment[setting]?.trim()
      if (!text?.startsWith(prefix)) return
      const address = text.slice(prefix.length)
      const url = URL.canParse(address) ? new URL(address) : undefined
      if (url?.protocol !== 'https:' || !vaultHost.test(url.host) || !secretPath.test(url.pathname)) {
        mistakes.push({
          setting,
          message: `'${text}' is not keyvault:https://<vault>.vault.azure.net/secrets/<name>.`,
        })
        return
      }
      try {
        found[setting] = await read(url)
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        mistakes.push({ setting, message: `${text} cannot be read: ${reason}` })
      }
    }),
  )
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  return found
}
