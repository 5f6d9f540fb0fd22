/** The deployment's configuration after set-up, for Docker, bare metal and Kubernetes; the secret in files of mode 0600 only. */
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export const deploymentKinds = ['docker', 'bare-metal', 'kubernetes'] as const
export type DeploymentKind = (typeof deploymentKinds)[number]

/** What the server and ingestion are configured with. */
export interface DeploymentSettings {
  readonly authority: string
  readonly serverUrl: string
  readonly uiClientId: string
  readonly ingestionClientId: string
  /** Scope of the ingestion's token, `<Application ID URI>/.default`. */
  readonly ingestionScope: string
  /** Audiences to accept beside the UI application's: ingestion's own, where it asks for a token for itself. */
  readonly extraAudiences: readonly string[]
  /** Role that the server demands of applications' tokens; undefined where they can't carry one. */
  readonly appRole: string | undefined
  readonly adminPrincipals: readonly string[]
  readonly principalDomain: string | undefined
  /** Undefined: left as the file has it, since a secret can't be read twice. */
  readonly clientSecret: string | undefined
  /** When it expires, as Graph says it; undefined where there is no new one. */
  readonly clientSecretEndsAt: string | undefined
}

/** Variables in the order they are written. */
export function variablesFor(
  settings: DeploymentSettings,
): readonly (readonly [name: string, value: string])[] {
  const list = (values: readonly string[]) => `[${values.join(',')}]`
  return [
    ['AUTHENTICATION_PROVIDER', 'azure'],
    ['AUTHENTICATION_AUTHORITY', settings.authority],
    ['AUTHENTICATION_CLIENT_ID', settings.uiClientId],
    ['AUTHENTICATION_CALLBACK_URL', `${settings.serverUrl}/callback`],
    ['OPENMETADATA_SERVER_URL', settings.serverUrl],
    // Empty rather than left out: an earlier run may have written it.
    ['WAYMARK_APP_ROLE', settings.appRole ?? ''],
    ...optional(
      'AUTHORIZER_ADMIN_PRINCIPALS',
      settings.adminPrincipals.length ? list(settings.adminPrincipals) : undefined,
    ),
    ...optional('AUTHORIZER_PRINCIPAL_DOMAIN', settings.principalDomain),
    ...optional(
      'WAYMARK_EXTRA_AUDIENCES',
      settings.extraAudiences.length ? list(settings.extraAudiences) : undefined,
    ),
    ['OM_AUTH_AIRFLOW_AZURE_CLIENT_ID', settings.ingestionClientId],
    ['OM_AUTH_AIRFLOW_AZURE_AUTHORITY_URL', settings.authority],
    ['OM_AUTH_AIRFLOW_AZURE_SCOPES', list([settings.ingestionScope])],
    // The server reminds of it, which has no right to ask the directory.
    ...optional('WAYMARK_INGESTION_SECRET_EXPIRES', settings.clientSecretEndsAt?.slice(0, 10)),
  ]
}

/** Written where nobody has a value of their own for it: people extend it by groups and roles of theirs. */
const unlessSet: readonly (readonly [name: string, value: string])[] = [
  ['WAYMARK_CLAIM_MAPPINGS', '[roles:Admin=admin]'],
]

const secretName = 'OM_AUTH_AIRFLOW_AZURE_CLIENT_SECRET'

function optional(name: string, value: string | undefined): readonly (readonly [string, string])[] {
  return value ? [[name, value]] : []
}

/**
 * Writes the files and gives their names. Lines of an existing environment file that are not ours stay; so does the secret
 * in it where there is no new one.
 */
export async function writeDeployment(
  kind: DeploymentKind,
  directory: string,
  settings: DeploymentSettings,
): Promise<readonly string[]> {
  await mkdir(directory, { recursive: true })
  if (kind === 'kubernetes') return writeKubernetes(directory, settings)
  const file = join(directory, kind === 'docker' ? '.env' : 'waymark.env')
  await writePrivately(file, mergedEnvironment(await existing(file), settings))
  return [file]
}

async function existing(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    return ''
  }
}

function mergedEnvironment(before: string, settings: DeploymentSettings): string {
  const ours = new Map(variablesFor(settings))
  if (settings.clientSecret !== undefined) ours.set(secretName, settings.clientSecret)
  const kept = before
    .split('\n')
    .map((line) => {
      const name = /^\s*(?:export\s+)?([A-Z_][A-Z0-9_]*)=/.exec(line)?.[1]
      const value = name === undefined ? undefined : ours.get(name)
      if (name === undefined || value === undefined) return line
      ours.delete(name)
      return `${name}=${value}`
    })
    .join('\n')
    .trimEnd()
  const missing = unlessSet.filter(([name]) => !new RegExp(`^\\s*(?:export\\s+)?${name}=`, 'm').test(before))
  const added = [...ours, ...missing].map(([name, value]) => `${name}=${value}`)
  return `${[...(kept ? [kept] : []), ...added].join('\n')}\n`
}

async function writeKubernetes(directory: string, settings: DeploymentSettings): Promise<readonly string[]> {
  const yaml = (value: string) => JSON.stringify(value) // JSON's strings are YAML's
  const values = join(directory, 'waymark-values.yaml')
  const pairs = [...variablesFor(settings), ...unlessSet].map(([name, value]) => `  ${name}: ${yaml(value)}`)
  await writePrivately(values, ['env:', ...pairs, 'envFromSecrets:', '  - waymark-azure', ''].join('\n'))
  if (settings.clientSecret === undefined) return [values]
  const secret = join(directory, 'waymark-secret.yaml')
  const manifest = [
    'apiVersion: v1',
    'kind: Secret',
    'metadata:',
    '  name: waymark-azure',
    'type: Opaque',
    'stringData:',
    `  ${secretName}: ${yaml(settings.clientSecret)}`,
    '',
  ]
  await writePrivately(secret, manifest.join('\n'))
  return [values, secret]
}

/** Never readable by others, not even for a moment, and whole or not at all. */
async function writePrivately(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const next = `${file}.next`
  await writeFile(next, content, { mode: 0o600 })
  await chmod(next, 0o600)
  await rename(next, file)
}
