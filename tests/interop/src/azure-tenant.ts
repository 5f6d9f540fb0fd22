/** A tenant without applications, its administrator, and the command `waymark` as people run it against both. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ProgramResult, runProgram } from '../../processes/src/run-program.ts'
import { type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'

const waymark = fileURLToPath(new URL('../../../apps/cli/bin/waymark.js', import.meta.url))
const emptyTenantFile = fileURLToPath(new URL('../../../apps/entra/empty-tenant.yaml', import.meta.url))

export const havbris = {
  tenantId: '3c6b1f0e-92a4-4d7b-8e15-6f0a9c2d4b71',
  globalAdministrator: 'nora@havbris.example',
  member: 'jonas@havbris.example',
  /** Known to every tenant; signs an administrator in by device code. */
  commandLineTools: '14d82eec-204b-4c2f-b7e8-296a70dab67e',
}
export const serverUrl = 'https://catalog.havbris.example'

/** What set-up writes, and whoever configures a deployment by hand gets wrong. */
export type Settings = Record<string, string>

export interface AzureTenant {
  readonly emulator: RunningEmulator
  /** Of the deployment: its settings, journal and files. */
  readonly directory: string
  readonly envFile: string
  readonly tokenFile: string
  /** Runs `waymark`; what it needs to reach the emulator is set. */
  waymark(args: string[], environment?: Settings, input?: string): Promise<ProgramResult>
  setup(...more: string[]): Promise<SetupResult>
  /** `waymark` in the background. */
  start(args: string[], environment?: Settings): BackgroundRun
  /** What {@link setup} runs. */
  readonly setupArguments: readonly string[]
  doctor(environment?: Settings, ...more: string[]): Promise<DoctorResult>
  settings(): Settings
  writeSettings(settings: Settings): void
  /** One request to the emulated Microsoft Graph, as the administrator. */
  graph(method: string, path: string, body?: object): Promise<Record<string, unknown>>
  /** Puts a token with exactly these permissions into the token file. */
  actAs(user: string, scopes?: string[]): Promise<void>
  /** Forgets every application and every file. */
  reset(): Promise<void>
  stop(): Promise<void>
}

export interface BackgroundRun {
  /** What it has said so far. */
  stderr(): string
  /** Its exit code. */
  readonly ended: Promise<number | null>
  /** SIGKILL. */
  kill(): Promise<void>
  /** SIGTERM. */
  stop(): Promise<void>
}

export interface SetupResult {
  changes: number
  done: string[]
  refused: { step: string; reason: string; rights?: { role: string } }[]
  uiClientId: string
  ingestionClientId: string
  ingestionObjectId: string
  files: string[]
  plan: { steps: { id: string; action: string }[] }
}

export interface DoctorResult {
  code: number | null
  first: string | null
  failed: number
  warnings: number
  checks: { id: string; status: string; cause: string; fix?: string }[]
  text: string
}

/** The tenant's file with one more member; JSON is YAML. */
function tenantFileWith(policies: object, directory: string): string {
  const file = join(directory, 'tenant.yaml')
  const text = readFileSync(emptyTenantFile, 'utf8')
  writeFileSync(file, text.replace('    users:', `    policies: ${JSON.stringify(policies)}\n    users:`))
  return file
}

const administratorScopes = [
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'DelegatedPermissionGrant.ReadWrite.All',
  'Directory.Read.All',
]

/** @param policies - the tenant's, as the emulator's state file has them */
export async function startAzureTenant(policies?: object): Promise<AzureTenant> {
  const root = mkdtempSync(join(tmpdir(), 'interop-azure-'))
  const emulator = await startEmulator(policies ? tenantFileWith(policies, root) : emptyTenantFile)
  const directory = join(root, 'deployment')
  const home = join(root, 'home')
  const envFile = join(directory, '.env')
  const tokenFile = join(root, 'token')
  mkdirSync(directory)

  async function tokenFor(user: string, scopes: string[]): Promise<string> {
    const response = await fetch(`${emulator.plainUrl}/__emulator/graph-token`, {
      method: 'POST',
      body: JSON.stringify({ user, scopes }),
    })
    return ((await response.json()) as { access_token: string }).access_token
  }

  async function run(args: string[], environment: Settings = {}, input?: string): Promise<ProgramResult> {
    return runProgram(process.execPath, [waymark, ...args], {
      environment: { ...emulator.environment, WAYMARK_HOME: home, ...environment },
      ...(input !== undefined && { input }),
    })
  }

  const setupArguments = [
    ...['azure', 'setup', '--url', serverUrl, '--tenant', havbris.tenantId, '--out', directory],
    ...['--admins', 'nora', '--principal-domain', 'havbris.example', '--access-token-file', tokenFile],
  ]
  const tenant: AzureTenant = {
    emulator,
    directory,
    envFile,
    tokenFile,
    waymark: run,
    async setup(...more) {
      const { stdout, stderr } = await run([...setupArguments, '--json', ...more])
      if (!stdout.startsWith('{')) throw new Error(stderr || stdout)
      return JSON.parse(stdout)
    },
    setupArguments,
    start(args, environment = {}) {
      const child = spawn(process.execPath, [waymark, ...args], {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...process.env, ...emulator.environment, WAYMARK_HOME: home, ...environment },
      })
      let said = ''
      child.stderr.on('data', (chunk) => {
        said += chunk
      })
      const ended = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null))
      const end = async (signal: NodeJS.Signals) => {
        child.kill(signal)
        await ended
      }
      return { stderr: () => said, ended, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') }
    },
    async doctor(environment = {}, ...more) {
      const args = ['doctor', '--json', '--env-file', envFile, '--access-token-file', tokenFile, ...more]
      const { code, stdout, stderr } = await run(args, environment)
      if (!stdout.startsWith('{')) throw new Error(stderr || stdout)
      return { code, text: stdout, ...JSON.parse(stdout) }
    },
    settings: () =>
      Object.fromEntries(
        readFileSync(envFile, 'utf8')
          .split('\n')
          .flatMap((line) =>
            line.includes('=') ? [[line.split('=')[0], line.slice(line.indexOf('=') + 1)]] : [],
          ),
      ),
    writeSettings: (settings) =>
      writeFileSync(
        envFile,
        Object.entries(settings)
          .map(([name, value]) => `${name}=${value}\n`)
          .join(''),
      ),
    async graph(method, path, body) {
      const token = await tokenFor(havbris.globalAdministrator, administratorScopes)
      const response = await fetch(`${emulator.plainUrl}/v1.0${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
        },
        ...(body && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
      return text === '' ? {} : JSON.parse(text)
    },
    async actAs(user, scopes = administratorScopes) {
      writeFileSync(tokenFile, await tokenFor(user, scopes), { mode: 0o600 })
    },
    async reset() {
      await emulator.control('reset')
      rmSync(directory, { recursive: true, force: true })
      rmSync(home, { recursive: true, force: true })
      mkdirSync(directory)
      await tenant.actAs(havbris.globalAdministrator)
    },
    async stop() {
      await emulator.stop()
      rmSync(root, { recursive: true, force: true })
    },
  }
  await tenant.actAs(havbris.globalAdministrator)
  return tenant
}
