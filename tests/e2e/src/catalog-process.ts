/** A catalog as its users run it: the server as a process, signing people in at the emulated Entra ID under its real address. */
import { spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createConnection, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { fjordlight, type RunningEmulator, startEmulator } from '../../interop/src/start-emulator.ts'
import { freePort } from './free-port.ts'

const serverProgram = fileURLToPath(new URL('../../../apps/server/src/main.ts', import.meta.url))

export interface RunningCatalog {
  /** `http://localhost:<port>` */
  readonly url: string
  readonly emulator: RunningEmulator
  /** The one-time link that the server prints while it has no local administrator. */
  readonly setupUrl: string | undefined
  /** The key of the emulator's certificate, for a browser that does not know its authority. */
  readonly trustedKey: string
  stop(): Promise<void>
}

/** A database of its own in the test run's PostgreSQL. */
async function createDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const administration = process.env.WAYMARK_TEST_DATABASE_URL
  if (!administration)
    throw new Error('WAYMARK_TEST_DATABASE_URL is not set: run this with the e2e project of Vitest.')
  const name = `e2e_${randomUUID().replaceAll('-', '')}`
  const run = async (statement: string): Promise<void> => {
    const client = new Client({ connectionString: administration })
    await client.connect()
    await client.query(statement)
    await client.end()
  }
  await run(`create database ${name}`)
  const url = new URL(administration)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => run(`drop database ${name} with (force)`) }
}

/** SHA-256 of the public key that the emulator shows at Microsoft's address. */
async function keyOf(emulator: RunningEmulator): Promise<string> {
  const proxy = new URL(emulator.proxyUrl)
  const host = 'login.microsoftonline.com'
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opened = createConnection(Number(proxy.port))
    opened.once('error', reject)
    opened.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`)
    opened.once('data', () => resolve(opened))
  })
  return new Promise((resolve, reject) => {
    // Only the key is wanted here; nothing is sent over this connection.
    const secured = connect({ socket, servername: host, rejectUnauthorized: false }, () => {
      const certificate = secured.getPeerX509Certificate()
      secured.destroy()
      if (!certificate) return reject(new Error('the emulator showed no certificate'))
      const key = certificate.publicKey.export({ type: 'spki', format: 'der' })
      resolve(createHash('sha256').update(key).digest('base64'))
    })
    secured.once('error', reject)
  })
}

async function ready(url: string, ended: Promise<string>): Promise<void> {
  const until = Date.now() + 90_000
  for (;;) {
    const answer = await Promise.race([
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
      ended.then((output) => {
        throw new Error(`The server ended before it was ready:\n${output}`)
      }),
    ])
    if (answer) return
    if (Date.now() > until) throw new Error(`${url} was not ready within 90 s`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Ada is an administrator; whoever else signs in is not. */
export async function startCatalog(environment: Record<string, string> = {}): Promise<RunningCatalog> {
  const [emulator, database, port] = await Promise.all([startEmulator(), createDatabase(), freePort()])
  const home = mkdtempSync(join(tmpdir(), 'waymark-e2e-'))
  const url = `http://localhost:${port}`
  const child = spawn(process.execPath, [serverProgram], {
    env: {
      ...process.env,
      ...emulator.environment,
      WAYMARK_HOME: home,
      DATABASE_URL: database.url,
      SERVER_PORT: String(port),
      SERVER_ADMIN_PORT: '0',
      SERVER_HOST: '127.0.0.1',
      OPENMETADATA_SERVER_URL: url,
      AUTHENTICATION_PROVIDER: 'azure',
      AUTHENTICATION_AUTHORITY: emulator.authority,
      AUTHENTICATION_CLIENT_ID: fjordlight.uiAppId,
      AUTHENTICATION_CALLBACK_URL: `${url}/callback`,
      AUTHORIZER_ADMIN_EMAILS: 'ada@fjordlight.example',
      AUTHORIZER_PRINCIPAL_DOMAIN: 'fjordlight.example',
      LOG_LEVEL: 'warn',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const ended = new Promise<string>((resolve) => child.once('exit', () => resolve(output)))
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
    await emulator.stop()
    await database.drop()
    rmSync(home, { recursive: true, force: true })
  }
  try {
    await ready(url, ended)
    const setupUrl = /https?:\S+\/setup#\S+/.exec(output)?.[0]
    return { url, emulator, setupUrl, trustedKey: await keyOf(emulator), stop }
  } catch (error) {
    await stop()
    throw error
  }
}
