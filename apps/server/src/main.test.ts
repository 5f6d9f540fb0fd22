/** The server as its users have it: a process that is started, asked, and told to stop. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer as createHttpServer, request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase } from './testing/test-catalog.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'waymark-process-'))
let database: Awaited<ReturnType<typeof createDatabase>>
const children = new Set<ChildProcess>()

function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [main, ...args], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: database.url,
      SERVER_HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      ...environment,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  children.add(child)
  const errors = text(child.stderr)
  // A test may stop reading; whoever waits for the text is told all the same.
  errors.catch(() => undefined)
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, errors, ended }
}

interface Ready {
  readonly url: string
  readonly adminUrl: string
  readonly setupUrl: string | null
}

async function startReady(args: readonly string[] = [], environment: Readonly<Record<string, string>> = {}) {
  const started = start(['--port', '0', '--data-dir', home, '--json', ...args], environment)
  for await (const line of createInterface({ input: started.child.stdout })) {
    const { event, ...ready } = JSON.parse(line) as Ready & { event: string } // the ready line
    if (event === 'ready') return { ...started, ...ready }
  }
  throw new Error(await started.errors)
}

/** The first line of its log that matches. */
function logged({ stderr }: { stderr: Readable }, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve) => {
    createInterface({ input: stderr }).on('line', (line) => {
      const found = pattern.exec(line)
      if (found) resolve(found)
    })
  })
}

function overSocket(
  command: string,
  parameters: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const path = `/admin/${command}`
    const call = request(
      { socketPath: join(home, 'run', 'admin.sock'), method: 'POST', path },
      (response) => {
        text(response).then(
          (body) => resolve({ status: response.statusCode ?? 0, body: JSON.parse(body) }),
          reject,
        )
      },
    )
    call.on('error', reject)
    call.end(JSON.stringify(parameters))
  })
}

beforeAll(async () => {
  database = await createDatabase()
})
afterAll(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL')
  await database.drop()
  rmSync(home, { recursive: true, force: true })
})

describe('a server process', () => {
  it('serves, administers, says how it is, and stops when told to, open streams included', async () => {
    const server = await startReady()
    expect(server.setupUrl).toContain(`${server.url}/setup#k=`)
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    expect((await fetch(`${server.adminUrl}/readyz`)).status).toBe(200)

    expect(statSync(join(home, 'run', 'admin.sock')).mode & 0o777).toBe(0o600)
    // Two scripts that begin together: one of them makes the account.
    const [{ body }, second] = await Promise.all([
      overSocket('admin-token', {}),
      overSocket('admin-token', {}),
    ])
    expect(String(second.body.token).split('.')).toHaveLength(3)
    const headers = { authorization: `Bearer ${body.token}` }
    const me = (await (await fetch(`${server.url}/api/v1/users/loggedInUser`, { headers })).json()) as {
      name: string
    }
    expect(me.name).toBe('admin')

    // Which routes there are follows from what a server can do: the page of the API says all of them.
    const described = new URL('../../../docs/reference/openapi.json', import.meta.url)
    const document = await (await fetch(`${server.url}/api/openapi.json`)).json()
    expect(document).toEqual(JSON.parse(readFileSync(described, 'utf8')))

    const botToken = await overSocket('bot-token', { name: 'ingestion-bot' })
    expect(String(botToken.body.token).split('.')).toHaveLength(3)
    expect(await overSocket('bot-token', { name: 'nobody' })).toMatchObject({
      status: 404,
      body: { errorCode: 'entity-not-found' },
    })
    expect(await overSocket('bot-token', {})).toMatchObject({ status: 400 })
    const created = await overSocket('user-create', {
      name: 'ann',
      email: 'ann@example.com',
      password: 'four unrelated words here',
    })
    expect(created.status).toBe(200)
    const login = await fetch(`${server.url}/api/v1/users/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ann@example.com', password: btoa('four unrelated words here') }),
    })
    expect([login.status, login.headers.get('set-cookie'), login.headers.get('cache-control')]).toEqual([
      200,
      null,
      'no-store',
    ])
    expect((await overSocket('user-disable', { name: 'ann' })).body).toEqual({ name: 'ann', disabled: true })

    const metrics = await (await fetch(`${server.adminUrl}/metrics`)).text()
    expect(metrics).toContain(
      'waymark_http_request_duration_seconds_count{method="GET",route="/readyz",status="200"} 1',
    )

    expect(metrics).toContain('waymark_sign_ins_total{kind="password",outcome="ok",reason=""} 1')
    expect(metrics).toMatch(/^waymark_sign_ins_total\{kind="bearer",outcome="ok",reason=""\} \d+$/m)
    for (const line of [
      /^waymark_database_connections\{state="busy"\} \d+$/m,
      /^waymark_database_waiting \d+$/m,
      /^waymark_ingestion_runs\{state="queued"\} 0$/m,
      /^waymark_ingestion_queue_oldest_seconds 0$/m,
      /^waymark_identity_provider_keys_known [01]$/m,
      /^waymark_event_loop_delay_p99_seconds [\d.]+$/m,
    ])
      expect(metrics).toMatch(line)

    const stream = await fetch(`${server.url}/api/v1/events/stream`, { headers })
    expect(stream.headers.get('content-type')).toContain('text/event-stream')
    expect(stream.headers.get('content-security-policy')).toContain("default-src 'none'")
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
    let heard = (await reader?.read())?.value ?? ''
    await fetch(`${server.url}/api/v1/classifications`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'live', description: 'x' }),
    })
    while (!heard.includes('"entityFullyQualifiedName":"live"')) {
      const { value, done } = (await reader?.read()) ?? { done: true, value: undefined }
      if (done) break
      heard += value
    }
    expect(heard).toContain('"eventType":"entityCreated"')

    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    await expect(fetch(`${server.url}/livez`)).rejects.toThrow()
  })

  it('that is left in the middle of its start by whoever reads its output ends in order, with its PostgreSQL', async () => {
    const own = mkdtempSync(join(tmpdir(), 'waymark-left-'))
    const args = ['--port', '0', '--admin-port', '0', '--data-dir', own]
    const { child, ended } = start(args, { DATABASE_URL: '', LOG_LEVEL: 'info' })
    const created = await logged(child, /Created a PostgreSQL cluster in ([^"]+)/)
    const cluster = created[1] ?? ''
    child.stdout.destroy()
    child.stderr.destroy()
    expect(await ended).toBe(0)
    expect(existsSync(join(cluster, 'cluster', 'PG_VERSION'))).toBe(true)
    expect(existsSync(join(cluster, 'cluster', 'postmaster.pid'))).toBe(false)
    for (const directory of [cluster, own]) rmSync(directory, { recursive: true })
  }, 180_000)

  it('that is told to end before it serves finishes its start, and ends', async () => {
    const { child, errors, ended } = start(['--port', '0', '--data-dir', home], { LOG_LEVEL: 'info' })
    await logged(child, /^\{"level"/)
    child.kill('SIGTERM')
    expect(await ended, await errors).toBe(0)
  })

  it('takes up where a killed one was', async () => {
    const first = await startReady()
    first.child.kill('SIGKILL')
    await first.ended
    const second = await startReady()
    const { body } = await overSocket('status', {})
    expect(body.entities).toMatchObject({ classification: 3, bot: 1 })
    second.child.kill('SIGTERM')
    expect(await second.ended).toBe(0)
  })

  it('sends what it answered as traces before it ends, where a collector is named', async () => {
    let spans = ''
    const collector = createHttpServer((request, response) => {
      text(request).then((body) => {
        spans += body
        response.end('{}')
      })
    })
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
    const server = await startReady([], { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })
    await fetch(`${server.url}/api/v1/system/version`, { headers: { 'x-request-id': 'traced-1' } })
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    expect(spans).toContain('"name":"GET /api/v1/system/version"')
    expect(spans).toContain('traced-1')
    await new Promise((resolve) => collector.close(resolve))
  })

  it('runs one administrative command without serving', async () => {
    const { child, ended } = start(['--admin', 'bot-token', '--data-dir', home])
    child.stdin.end(JSON.stringify({ name: 'ingestion-bot', days: 1 }))
    const output = JSON.parse(await text(child.stdout))
    expect(String(output.token).split('.')).toHaveLength(3)
    expect(await ended).toBe(0)
  })

  it('keeps its resident memory below 256 MB after its first requests', async () => {
    const server = await startReady()
    for (let i = 0; i < 50; i += 1) await fetch(`${server.url}/api/v1/system/version`)
    const metrics = await (await fetch(`${server.adminUrl}/metrics`)).text()
    const bytes = Number(/^process_resident_memory_bytes (\d+)$/m.exec(metrics)?.[1])
    expect(bytes).toBeGreaterThan(0)
    // What the collector leaves varies by some 30 MB; `npm run bench -- start` measures, this stops what is gross.
    expect(bytes).toBeLessThan(256 * 1024 * 1024)
    server.child.kill('SIGTERM')
    await server.ended
  })
})

describe('a server that cannot start', () => {
  it('lists what is wrong with its configuration and ends with 78', async () => {
    const { errors, ended } = start(['--data-dir', home], {
      AUTHENTICATION_PROVIDER: 'kerberos',
      SERVER_PORT: 'x',
    })
    expect(await ended).toBe(78)
    expect(await errors).toMatch(
      /- SERVER_PORT: 'x' is not .*\n- AUTHENTICATION_PROVIDER: 'kerberos' is not one of azure/,
    )
  })

  it('names the flag when its port is busy, and on Linux who holds it', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const { errors, ended } = start(['--port', String(port), '--admin-port', '0', '--data-dir', home])
    expect(await ended).toBe(78)
    expect(await errors).toContain(`SERVER_PORT (--port): Port ${port} is in use by `)
    if (process.platform === 'linux') expect(await errors).toContain(`(process ${process.pid}). Stop it`)
    await new Promise((resolve) => other.close(resolve))
  })
})
