/** The catalog as a process of its own, configured by environment variables as an administrator would. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../../tools/ports/free-port.ts'

const thisServer = fileURLToPath(new URL('../../../apps/server/src/main.ts', import.meta.url))

export interface RunningCatalog {
  /** `http://localhost:<port>` */
  readonly url: string
  /** Health and metrics. */
  readonly adminUrl: string
  readonly home: string
  readonly pid: number
  /** The one-time link that the server announces while it has no local administrator. */
  readonly setupUrl: string | undefined
  /** What it wrote so far, on both outputs. */
  log(): string
  /** One command of the administration socket. */
  admin(command: string, parameters?: object): Promise<Record<string, unknown>>
  /** A new token of the catalog's own for its ingestion bot. */
  botToken(): Promise<string>
  /** Calls the API; `token` defaults to an administrator's. Rejects on any status that is not 2xx. */
  api<Answer = Record<string, unknown>>(path: string, options?: ApiOptions): Promise<Answer>
  /** SIGKILL, without a chance to tidy up; the directory stays. */
  kill(): Promise<void>
  /** SIGTERM, and the directory is removed unless it was given. */
  stop(): Promise<void>
}

export interface ApiOptions {
  readonly method?: string
  readonly body?: unknown
  readonly token?: string
}

export interface CatalogOptions {
  readonly environment: Readonly<Record<string, string>>
  /** Where its data is; a temporary directory of its own when left out. */
  readonly home?: string
  /** The directory that it is started in; default the one that the tests run in. */
  readonly cwd?: string
  /** Any free one when left out; known beforehand where the environment has to name it. */
  readonly port?: number
  /** Default `all`. A worker has no API: its `url` is empty, and it is administered through a server. */
  readonly role?: 'all' | 'api' | 'worker'
  /** The server's `main.ts`; default this checkout's. */
  readonly program?: string
}

/** The server's published ready event. */
interface ReadyEvent {
  readonly url: string | null
  readonly adminUrl: string
  readonly setupUrl: string | null
}

/** Starts a catalog on free ports and waits until it is ready. */
export async function startCatalog(options: CatalogOptions): Promise<RunningCatalog> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'waymark-interop-'))
  const port = options.port ?? (await freePort())
  const child = spawn(
    process.execPath,
    [
      ...[options.program ?? thisServer, '--json', '--port', String(port), '--admin-port', '0'],
      ...['--data-dir', home, '--role', options.role ?? 'all'],
    ],
    {
      cwd: options.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LOG_LEVEL: 'warn', ...options.environment },
    },
  )
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const ready = await new Promise<ReadyEvent>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      said += `${line}\n`
      if (line.startsWith('{"event":"ready"')) resolve(JSON.parse(line))
    })
    child.once('close', (code) =>
      reject(new Error(`the catalog ended with ${code} before it was ready:\n${said}`)),
    )
  })

  const admin = (command: string, parameters: object = {}) =>
    callSocket(join(home, 'run/admin.sock'), command, parameters)
  let adminToken: Promise<string> | undefined
  // Asked for when it is needed first: the answer to a question that nobody waits for could fail unheard.
  const tokenOfAdmin = (): Promise<string> => {
    adminToken ??= admin('admin-token').then((answer) => String(answer.token))
    return adminToken
  }
  const url = ready.url ?? ''
  return {
    url,
    adminUrl: ready.adminUrl,
    home,
    pid: child.pid ?? 0,
    setupUrl: ready.setupUrl ?? undefined,
    log: () => said,
    admin,
    botToken: async () => String((await admin('bot-token', { name: 'ingestion-bot' })).token),
    async api<Answer>(path: string, { method = 'GET', body, token }: ApiOptions = {}): Promise<Answer> {
      const response = await fetch(`${url}/api/v1/${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token ?? (await tokenOfAdmin())}`,
          ...(body === undefined
            ? {}
            : { 'content-type': method === 'PATCH' ? 'application/json-patch+json' : 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
      return (text === '' ? {} : JSON.parse(text)) as Answer // the caller names what the API documents
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async stop() {
      child.kill('SIGTERM')
      await ended
      if (options.home === undefined) rmSync(home, { recursive: true, force: true })
    },
  }
}

function callSocket(
  socketPath: string,
  command: string,
  parameters: object,
): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const call = request({
      socketPath,
      path: `/admin/${command}`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    })
    call.on('error', reject)
    call.on('response', async (response) => {
      const text = (await response.toArray()).join('')
      if (response.statusCode === 200) resolve(JSON.parse(text))
      else reject(new Error(`admin ${command}: ${response.statusCode} ${text}`))
    })
    call.end(JSON.stringify(parameters))
  })
}
