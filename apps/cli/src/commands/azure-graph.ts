/** Where the token for Microsoft Graph comes from: a file, `az`, or a device code. It is never stored and never shown. */
import { readFileSync } from 'node:fs'
import { text as readStream } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { cloudOf, createGraphClient, decodeClaims, type GraphClient } from '@waymark/azure'
import { CredentialError, createTokenSource, deviceCodeToken } from '@waymark/credentials'
import { CommandFailed, exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

export interface GraphOptions {
  readonly accessTokenFile?: string
  /** True: Microsoft's own. */
  readonly bootstrapClient?: string | true
}

/** Microsoft Graph Command Line Tools: a public client of Microsoft's that every tenant knows. */
const commandLineTools = '14d82eec-204b-4c2f-b7e8-296a70dab67e'

/** What set-up does needs these; named ones, so that a bootstrap application can be given no more. */
const setupScopes = [
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'DelegatedPermissionGrant.ReadWrite.All',
]

export interface GraphConnection {
  readonly graph: GraphClient
  readonly tenantId: string
  /** Whose token it is, as far as that says. */
  readonly who?: string
}

/**
 * A client of Microsoft Graph in the cloud of `host`. Without a token file it asks `az`, then, with `--bootstrap-client`, the
 * person at the terminal.
 * @throws CommandFailed (4) when there is no token, or it is of another tenant than `tenant`
 */
export async function connectToGraph(
  options: GraphOptions,
  { host, tenant }: { readonly host: string; readonly tenant: string },
  terminal: Terminal,
): Promise<GraphConnection> {
  const baseUrl = cloudOf(host)?.graphUrl
  if (!baseUrl) throw new CommandFailed(exitCode.configuration, `'${host}' is no sign-in host of Entra ID.`)
  const token = await obtainToken(options, { host, tenant, graphUrl: baseUrl }, terminal)
  const claims = decodeClaims(token) ?? {}
  const tenantId = String(claims.tid ?? tenant)
  if (/^[0-9a-f-]{36}$/.test(tenant) && tenantId !== tenant) {
    throw new CommandFailed(
      exitCode.signIn,
      `The token for Microsoft Graph is of tenant ${tenantId}, not of ${tenant}.`,
      `az login --tenant ${tenant}`,
    )
  }
  const wait = (ms: number) => sleep(ms)
  const who = [claims.upn, claims.unique_name, claims.app_displayname, claims.appid].find(
    (name) => typeof name === 'string',
  )
  const graph = createGraphClient({ fetch, token, sleep: wait, baseUrl })
  return { graph, tenantId, ...(typeof who === 'string' && { who }) }
}

async function obtainToken(
  { accessTokenFile, bootstrapClient }: GraphOptions,
  { host, tenant, graphUrl }: { readonly host: string; readonly tenant: string; readonly graphUrl: string },
  terminal: Terminal,
): Promise<string> {
  const authority = `https://${host}/${tenant}`
  if (accessTokenFile) return readToken(accessTokenFile)
  const scope = `${graphUrl}/.default`
  const source = createTokenSource({ kind: 'azure', authority, scope, proof: { kind: 'azureCli' } })
  try {
    return (await source?.token())?.token ?? ''
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error
    if (bootstrapClient) {
      return deviceCodeToken({
        authority,
        clientId: bootstrapClient === true ? commandLineTools : bootstrapClient,
        scope: setupScopes.map((name) => `${graphUrl}/${name}`).join(' '),
        fetch,
        sleep: (ms) => sleep(ms),
        tell: (uri, code) => terminal.say(`  sign in   open ${uri} and type ${code}`),
      })
    }
    throw new CommandFailed(
      exitCode.signIn,
      `There is no token for Microsoft Graph: ${error.message}`,
      `Run 'az login --tenant ${tenant}'; or give --access-token-file with a file that holds one, or --bootstrap-client to sign in by device code.`,
    )
  }
}

/** @param file - `-` reads standard input */
async function readToken(file: string): Promise<string> {
  const token = (file === '-' ? await readStream(process.stdin) : readTokenFile(file)).trim()
  if (token) return token
  throw new CommandFailed(exitCode.usage, `${file === '-' ? 'Standard input' : file} holds no token.`)
}

function readTokenFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new CommandFailed(exitCode.usage, `${file} cannot be read.`)
  }
}
