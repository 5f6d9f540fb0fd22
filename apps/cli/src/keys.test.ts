/** `waymark keys reseal`: from one master key to the next, with real servers on one database. */
import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { programs } from './programs.ts'
import { run } from './testing-process.ts'

const homes = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'waymark-keys-')))
const databaseName = `keys_${randomUUID().replaceAll('-', '')}`
const oldKey = randomBytes(32).toString('base64')
const newKey = randomBytes(32).toString('base64')
const database = new URL(process.env.WAYMARK_TEST_DATABASE_URL ?? '')
database.pathname = `/${databaseName}`

interface Server {
  readonly url: string
  readonly waymark: (...args: string[]) => ReturnType<typeof run>['finished']
  /** An administrator's. */
  readonly token: () => Promise<string>
  readonly stop: () => Promise<void>
}

const running = new Set<Server>()

async function onDatabase<Row extends object>(url: string, statement: string): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  return (await client.query<Row>(statement).finally(() => client.end())).rows
}

/** @param replica - which of the two homes */
function surroundings(masterKeys: string, replica: number): Record<string, string> {
  return {
    WAYMARK_HOME: homes[replica] ?? '',
    DATABASE_URL: database.href,
    SERVER_HOST: '127.0.0.1',
    WAYMARK_MASTER_KEY: masterKeys,
    LOG_LEVEL: 'error',
    NO_COLOR: '1',
  }
}

async function start(masterKeys: string, replica = 0): Promise<Server> {
  const environment = surroundings(masterKeys, replica)
  const child = spawn(process.execPath, [programs.server, '--port', '0', '--admin-port', '0', '--json'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  for await (const line of createInterface({ input: child.stdout })) {
    const { event, url } = JSON.parse(line) as { event: string; url: string } // the ready line
    if (event !== 'ready') continue
    const waymark: Server['waymark'] = (...args) => run('waymark', args, environment).finished
    let token: Promise<string> | undefined
    const server: Server = {
      url,
      waymark,
      token: async () => {
        token ??= waymark('admin', 'token').then(({ out }) => out.trim())
        return await token
      },
      async stop() {
        running.delete(server)
        child.kill('SIGTERM')
        await ended
      },
    }
    running.add(server)
    return server
  }
  throw new Error('the server did not start')
}

async function call(server: Server, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${await server.token()}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const answer = await response.json()
  expect(response.ok, JSON.stringify(answer)).toBe(true)
  return answer
}

/** How many texts of the whole database are sealed by each key. */
async function sealedBy(): Promise<ReadonlyMap<string, number>> {
  const rows = await onDatabase<{ key: string; count: number }>(
    database.href,
    `select split_part(sealed, '.', 2) as key, count(*)::int from (
       select (jsonb_each_text(secrets)).value as sealed from entity union all
       select (jsonb_each_text(secrets)).value from setting union all
       select sealed_private_jwk from signing_key where sealed_private_jwk is not null union all
       select settings from sign_in_revision) as everything group by 1`,
  )
  return new Map(rows.map(({ key, count }) => [key, count]))
}

/** Everything is sealed with the old key when the tests begin. */
let oldId: string
let total: number

beforeAll(async () => {
  await onDatabase(process.env.WAYMARK_TEST_DATABASE_URL ?? '', `create database ${databaseName}`)
  const server = await start(oldKey)
  await call(server, 'POST', '/services/databaseServices', service)
  await call(server, 'PUT', '/system/settings', {
    config_type: 'emailConfiguration',
    config_value: { password: 'canary-2' },
  })
  await call(server, 'PUT', '/system/signInSettings', {
    settings: { AUTHORIZER_ALLOWED_REGISTRATION_DOMAIN: '[contoso.com]' },
  })
  await server.stop()
  const all = [...(await sealedBy())]
  expect(all).toHaveLength(1)
  ;[[oldId, total] = ['', 0]] = all
})
afterEach(async () => {
  for (const server of running) await server.stop()
})
afterAll(async () => {
  await onDatabase(
    process.env.WAYMARK_TEST_DATABASE_URL ?? '',
    `drop database if exists ${databaseName} with (force)`,
  )
  for (const home of homes) rmSync(home, { recursive: true, force: true })
})

const service = {
  name: 'sales',
  serviceType: 'Postgres',
  connection: {
    config: {
      type: 'Postgres',
      username: 'reader',
      hostPort: 'localhost:5432',
      database: 'sales',
      authType: { password: 'canary-1' },
    },
  },
}

describe('waymark keys reseal', () => {
  it('says with --check what needs the old key, and changes nothing', async () => {
    const alone = await run('waymark', ['keys', 'reseal', '--check'], surroundings(oldKey, 0)).finished
    expect(alone).toEqual({
      code: 0,
      out: '',
      err: `The newest master key, ${oldId}, seals ${total} secrets.\n`,
    })
    const { code, err } = await run(
      'waymark',
      ['keys', 'reseal', '--check'],
      surroundings(`${newKey},${oldKey}`, 0),
    ).finished
    expect(code).toBe(1)
    expect(err).toContain(`Master key ${oldId} seals ${total} secrets.`)
    expect(err).toContain('An older master key is needed still: waymark keys reseal')
    expect(await sealedBy()).toEqual(new Map([[oldId, total]]))
  })

  it('seals everything once with the newest key, also where two servers are told to at the same time', async () => {
    const [one, two] = await Promise.all([start(`${newKey},${oldKey}`), start(`${newKey},${oldKey}`, 1)])
    const both = await Promise.all([
      one.waymark('keys', 'reseal', '--json'),
      two.waymark('keys', 'reseal', '--json'),
    ])
    expect(both.map(({ code, err }) => [code, err])).toEqual([
      [0, ''],
      [0, ''],
    ])
    const answers = both.map(({ out }) => JSON.parse(out))
    expect(answers[0].resealed + answers[1].resealed).toBe(total)
    const [newId = ''] = (await sealedBy()).keys()
    expect(await sealedBy()).toEqual(new Map([[newId, total]]))
    for (const answer of answers)
      expect(answer).toMatchObject({
        keptIn: 'WAYMARK_MASTER_KEY',
        keys: [
          { id: newId, seals: total },
          { id: oldId, seals: 0 },
        ],
        unopened: [],
      })
    const again = await two.waymark('keys', 'reseal')
    expect(again.code).toBe(0)
    expect(again.err).toContain('0 secrets sealed anew.')
    expect(again.err).toContain(
      `Master key ${oldId} seals nothing: take it out of WAYMARK_MASTER_KEY and restart.`,
    )
    expect((await one.waymark('audit', '--text', 'sealed anew')).out.trim().split('\n')).toHaveLength(3)
  })

  it('leaves nothing that needs the old key', async () => {
    const after = await start(newKey)
    expect(await call(after, 'GET', '/system/settings/emailConfiguration')).toMatchObject({
      config_value: { password: '*********' },
    })
    expect(await call(after, 'GET', '/system/signInSettings')).toMatchObject({
      saved: { by: 'admin' },
      settings: expect.arrayContaining([
        expect.objectContaining({ name: 'AUTHORIZER_ALLOWED_REGISTRATION_DOMAIN', value: '[contoso.com]' }),
      ]),
    })
    const bot = (await after.waymark('bot', 'token', 'ingestion-bot')).out.trim()
    const revealed = await fetch(`${after.url}/api/v1/services/databaseServices/name/sales`, {
      headers: { authorization: `Bearer ${bot}` },
    })
    expect(await revealed.json()).toMatchObject({
      connection: { config: { authType: { password: 'canary-1' } } },
    })
  })

  it('names what no configured key opens, and where no server runs does it by itself', async () => {
    await onDatabase(
      database.href,
      String.raw`update entity set secrets = (
        select jsonb_object_agg(key, regexp_replace(value, '^v1\.(\w+)', 'v1.\1x')) from jsonb_each_text(secrets)
      ) where fqn = 'sales'`,
    )
    const { code, err } = await run('waymark', ['keys', 'reseal'], surroundings(newKey, 0)).finished
    expect(code).toBe(1)
    expect(err).toMatch(
      /Sealed with master key \w+x, which is not configured: databaseService sales: connection\.config\.authType\.password/,
    )
    expect(err).toContain('1 secret cannot be opened. Add the missing master key to WAYMARK_MASTER_KEY')
  })
})

describe('a server whose master key was taken away too early', () => {
  it('ends with 78 and says which key is missing', async () => {
    const other = randomBytes(32).toString('base64')
    const { code, err } = await run(
      'waymark',
      ['start', '--port', '0', '--admin-port', '0'],
      surroundings(other, 0),
    ).finished
    expect([code, err]).toEqual([78, expect.stringMatching(/WAYMARK_MASTER_KEY: .*\b[0-9a-f]{12}\b/)])
  })
})
