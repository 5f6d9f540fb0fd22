/** `metadata` as a process: what it prints, where, and which exit code it leaves. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { LoopbackCatalog } from '@waymark/ingest/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from './testing-process.ts'

const directory = mkdtempSync(join(tmpdir(), 'waymark-metadata-'))
const environment = { WAYMARK_HOME: directory, NO_COLOR: '1', CI: '1' }

/** A catalog that answers the handshake and nothing else, slowly when asked to. */
let server: Server
let api: string
let refuse = false
let hang = false
beforeAll(async () => {
  server = createServer((request, response) => {
    if (hang && request.url?.endsWith('loggedInUser')) return
    const user = request.url?.endsWith('loggedInUser')
    const status = user && refuse ? 401 : 200
    const body = user
      ? refuse
        ? { code: 401, message: 'Not Authorized! Invalid Token' }
        : { name: 'ingestion-bot', isBot: true }
      : { version: '1.13.0' }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

function workflow(
  hostPort: string,
  connection = '{ username: u, hostPort: "127.0.0.1:1", database: d }',
): string {
  const file = join(directory, `w${Math.random()}.yaml`)
  writeFileSync(
    file,
    `source: { type: postgres, serviceName: s, serviceConnection: { config: ${connection} } }
workflowConfig: { openMetadataServerConfig: { hostPort: '${hostPort}', authProvider: no-auth } }
`,
  )
  return file
}

describe('metadata', () => {
  it('leaves 5 when the source cannot be reached, says why and what to do, and keeps a report', async () => {
    const { code, out, err } = await run('metadata', ['ingest', '-c', workflow(api)], environment).finished
    expect(code).toBe(5)
    expect(err).toContain('signed in as bot ingestion-bot with no credential')
    expect(err).toContain('Nothing listens at this address.')
    expect(err).toContain('Check serviceConnection.config.hostPort')
    const [, reportFile = ''] = /report (.*\.json)/.exec(out) ?? []
    expect(out).toMatch(/^ {2}done {6}PASS 0 {2}WARN 0 {2}ERROR 0 {2}TOTAL 0/)
    expect(JSON.parse(readFileSync(reportFile, 'utf8'))).toMatchObject({
      state: 'failed',
      failure: { reason: 'source' },
    })
  })

  it('says with --quiet what went wrong and nothing else', async () => {
    const { code, out, err } = await run('metadata', ['ingest', '-q', '-c', workflow(api)], environment)
      .finished
    expect(code).toBe(5)
    expect(err.split('\n')).toEqual([
      expect.stringMatching(/^ {2}failed {4}.*Nothing listens at this address/),
      expect.stringContaining('Check serviceConnection.config.hostPort'),
      '',
    ])
    expect(out).toMatch(/^ {2}done {6}PASS 0/)
  })

  it('prints one JSON object an event with --json, and nothing else on standard output', async () => {
    const { code, out, err } = await run('metadata', ['ingest', '-c', workflow(api), '--json'], environment)
      .finished
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events.map((event) => event.event)).toContain('server.ready')
    expect(events.at(-1)).toMatchObject({ event: 'run.finished', report: { failure: { reason: 'source' } } })
    expect([code, err]).toEqual([5, ''])
  })

  it('leaves 4 when the server refuses the credential', async () => {
    refuse = true
    const { code, err } = await run('metadata', ['ingest', '-c', workflow(api)], environment).finished
    refuse = false
    expect(code).toBe(4)
    expect(err).toContain('The server refused no credential: Not Authorized! Invalid Token')
  })

  it('leaves 6 when there is no server', async () => {
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const nobody = `http://127.0.0.1:${(closed.address() as AddressInfo).port}/api`
    await new Promise((resolve) => closed.close(resolve))
    const { code, err } = await run('metadata', ['ingest', '-c', workflow(nobody)], environment).finished
    expect(code).toBe(6)
    expect(err).toContain(`${nobody} cannot be reached: nothing listens there.`)
  })

  it('leaves 130 after Ctrl-C', async () => {
    hang = true
    const running = run('metadata', ['ingest', '-c', workflow(api)], environment)
    await running.said('config')
    running.process.kill('SIGINT')
    const { code, err } = await running.finished
    hang = false
    expect(code).toBe(130)
    expect(err).toContain('The run was stopped.')
  })

  it('leaves 78 and every problem for a file that cannot be used, from standard input too', async () => {
    const broken = readFileSync(workflow('{your_server}'), 'utf8').replace('serviceName', 'serviceNam')
    const { code, err } = await run('metadata', ['ingest', '-c', '-'], environment, broken).finished
    expect(code).toBe(78)
    expect(err).toContain(
      "(standard input):1:27  source.serviceNam: not a known key. Write 'serviceName', which is required.",
    )
    expect(err).toContain("'{your_server}' is a placeholder of a guide.")
    const missing = await run('metadata', ['ingest', '-c', '/no/such.yaml'], environment).finished
    expect([missing.code, missing.err]).toEqual([78, 'error  /no/such.yaml: there is no such file.\n'])
  })

  it('leaves 0 when few entities fail, 3 for that with --strict, and 1 when too many do', async () => {
    const catalog = new LoopbackCatalog()
    const hostPort = await catalog.start()
    const source = (name: string, tables: readonly string[]) => {
      const path = join(directory, `${name}.db`)
      const database = new DatabaseSync(path)
      for (const table of tables) database.exec(`create table "${table}" (id integer)`)
      database.close()
      const file = join(directory, `${name}.yaml`)
      writeFileSync(
        file,
        `source: { type: sqlite, serviceName: ${name}, serviceConnection: { config: { database: '${path}' } } }
workflowConfig: { openMetadataServerConfig: { hostPort: '${hostPort}', authProvider: no-auth } }
`,
      )
      return file
    }
    const good = Array.from({ length: 20 }, (_, at) => `good${at}`)
    const few = source('few', [...good, 'bad one'])
    const many = source(
      'many',
      good.map((name) => name.replace('good', 'bad')),
    )
    try {
      const code = async (...args: string[]) =>
        (await run('metadata', ['ingest', '-c', ...args], environment).finished).code
      expect([await code(few), await code(few, '--strict'), await code(many)]).toEqual([0, 3, 1])
    } finally {
      catalog.server?.closeAllConnections()
      catalog.server?.close()
    }
  })

  it('leaves 2 for a file of another verb and names that one, for a misspelt verb, and without a file', async () => {
    const file = workflow(api)
    const other = await run('metadata', ['usage', '-c', file], environment).finished
    expect([other.code, other.err]).toEqual([
      2,
      `error  ${file} describes another run (its sourceConfig.config.type): metadata ingest -c ${file}\n`,
    ])
    const misspelt = await run('metadata', ['ingset'], environment).finished
    expect(misspelt).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean ingest?') })
    expect((await run('metadata', ['ingest'], environment).finished).code).toBe(2)
  })

  it('takes the kinds of runs for which there is a verb, and says which those are', async () => {
    const file = workflow(api)
    const unknown = readFileSync(file, 'utf8').replace(
      's, service',
      's, sourceConfig: { config: { type: Profilr } }, service',
    )
    const { code, err } = await run('metadata', ['profile', '-c', '-'], environment, unknown).finished
    expect(code).toBe(78)
    expect(err).toContain('source.sourceConfig.config.type: must be one of')
  })

  it('leaves 0 for help and version', async () => {
    const help = await run('metadata', ['ingest', '--help'], environment).finished
    expect(help).toMatchObject({ code: 0, out: expect.stringContaining('Exit codes: 0 done') })
    expect((await run('metadata', ['--version'], environment).finished).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('waymark config fix', () => {
  it('prints the repaired text, or writes it', async () => {
    const flat = 'workflowConfig:\nopenMetadataServerConfig:\nhostPort: http://h/api\nauthProvider: no-auth\n'
    const fixed =
      'workflowConfig:\n  openMetadataServerConfig:\n    hostPort: http://h/api\n    authProvider: no-auth\n'
    const file = join(directory, 'flat.yaml')
    writeFileSync(file, flat)
    expect((await run('waymark', ['config', 'fix', file], environment).finished).out).toBe(fixed)
    expect(readFileSync(file, 'utf8')).toBe(flat)
    const offered = await run('metadata', ['ingest', '-c', file], environment).finished
    expect(offered).toMatchObject({
      code: 78,
      err: expect.stringContaining(`waymark config fix ${file} --write`),
    })
    expect((await run('waymark', ['config', 'fix', file, '--write'], environment).finished).code).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe(fixed)
  })
})

describe('waymark explain', () => {
  it('finds the number in what was pasted', async () => {
    const { code, out } = await run('waymark', ['explain', 'AADSTS7000222:', 'expired'], environment).finished
    expect(code).toBe(0)
    expect(out).toContain('The client secret has expired.')
    expect((await run('waymark', ['explain', 'nothing'], environment).finished).code).toBe(2)
  })
})
