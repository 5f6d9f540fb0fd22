/** Keycloak as a process of its own: its distribution, fetched once by Maven, then a realm in memory for each start. */
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../../../tools/ports/free-port.ts'

const run = promisify(execFile)
const version = '26.4.7'
const cache = join(homedir(), '.cache', 'waymark-interop')
const readyWithinMs = 480_000

export const keycloakRealm = {
  clientId: 'catalog',
  clientSecret: 'a-secret-of-the-test-realm',
  ingestionClientId: 'ingestion',
  ingestionSecret: 'another-secret-of-the-test-realm',
  person: { name: 'ada', password: 'correct horse battery staple', email: 'ada@contoso.com' },
} as const

export interface RunningKeycloak {
  /** `http://127.0.0.1:<port>/realms/waymark` */
  readonly issuer: string
  stop(): Promise<void>
}

/** Needs Java 17 and Maven, which fetches the zip as it fetches every artifact. */
async function distribution(): Promise<string> {
  const home = join(cache, `keycloak-${version}`)
  if (existsSync(join(home, 'bin', 'kc.sh'))) return home
  mkdirSync(cache, { recursive: true })
  const directory = mkdtempSync(join(cache, 'keycloak-download-'))
  const artifact = `org.keycloak:keycloak-quarkus-dist:${version}:zip`
  await run('mvn', [
    '-q',
    '-B',
    'dependency:copy',
    `-Dartifact=${artifact}`,
    `-DoutputDirectory=${directory}`,
  ])
  const zip = readdirSync(directory).find((name) => name.endsWith('.zip'))
  if (!zip) throw new Error('Maven brought no zip of Keycloak')
  await run('unzip', ['-q', join(directory, zip), '-d', directory], { maxBuffer: 64 * 1024 * 1024 })
  if (!existsSync(home)) renameSync(join(directory, `keycloak-${version}`), home)
  rmSync(directory, { recursive: true, force: true })
  return home
}

function realm(catalogUrl: string): object {
  const { clientId, clientSecret, ingestionClientId, ingestionSecret, person } = keycloakRealm
  return {
    realm: 'waymark',
    enabled: true,
    sslRequired: 'none',
    groups: [{ name: 'Finance' }, { name: 'Stewards' }],
    clients: [
      {
        clientId,
        secret: clientSecret,
        publicClient: false,
        standardFlowEnabled: true,
        redirectUris: [`${catalogUrl}/callback`],
        webOrigins: [catalogUrl],
        attributes: {
          'pkce.code.challenge.method': 'S256',
          'post.logout.redirect.uris': `${catalogUrl}/callback`,
        },
        protocolMappers: [
          {
            name: 'groups',
            protocol: 'openid-connect',
            protocolMapper: 'oidc-group-membership-mapper',
            config: { 'claim.name': 'groups', 'full.path': 'false', 'id.token.claim': 'true' },
          },
        ],
      },
      {
        clientId: ingestionClientId,
        secret: ingestionSecret,
        publicClient: false,
        standardFlowEnabled: false,
        serviceAccountsEnabled: true,
        protocolMappers: [
          {
            name: 'audience',
            protocol: 'openid-connect',
            protocolMapper: 'oidc-audience-mapper',
            config: { 'included.client.audience': clientId, 'access.token.claim': 'true' },
          },
        ],
      },
    ],
    users: [
      {
        username: person.name,
        enabled: true,
        email: person.email,
        emailVerified: true,
        firstName: 'Ada',
        lastName: 'Lovelace',
        groups: ['/Finance'],
        credentials: [{ type: 'password', value: person.password, temporary: false }],
      },
    ],
  }
}

/** @param catalogUrl - where the catalog will be, for the redirect URI */
export async function startKeycloak(catalogUrl: string): Promise<RunningKeycloak> {
  const program = await distribution()
  const imports = join(program, 'data', 'import')
  mkdirSync(imports, { recursive: true })
  writeFileSync(join(imports, 'waymark-realm.json'), JSON.stringify(realm(catalogUrl)))
  const [port, managementPort] = [await freePort(), await freePort()]
  const options = [
    'start-dev',
    '--import-realm',
    '--db=dev-mem',
    '--cache=local',
    '--http-host=127.0.0.1',
    `--http-port=${port}`,
    `--http-management-port=${managementPort}`,
  ]
  const child = spawn(join(program, 'bin', 'kc.sh'), options, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, JAVA_OPTS_KC_HEAP: '-Xms64m -Xmx512m' },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
  }
  const issuer = `http://127.0.0.1:${port}/realms/waymark`
  const until = Date.now() + readyWithinMs
  let isGone = false
  void ended.then(() => {
    isGone = true
  })
  while (Date.now() < until && !isGone) {
    const answer = await fetch(`${issuer}/.well-known/openid-configuration`).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer?.ok) return { issuer, stop }
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  await stop()
  throw new Error(`Keycloak was not ready in time:\n${said.slice(-4000)}`)
}
