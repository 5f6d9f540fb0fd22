/** `waymark audit` and `waymark config show`: what the host's administrator reads, by a running server's socket and without one. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { programs } from './programs.ts'
import { run } from './testing-process.ts'

const home = mkdtempSync(join(tmpdir(), 'waymark-records-'))
const databaseName = `cli_${randomUUID().replaceAll('-', '')}`
const secret = 'a secret that is never shown'
let environment: Record<string, string>
let stop: () => Promise<void>

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: process.env.WAYMARK_TEST_DATABASE_URL })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

beforeAll(async () => {
  await onServer(`create database ${databaseName}`)
  const database = new URL(process.env.WAYMARK_TEST_DATABASE_URL ?? '')
  database.pathname = `/${databaseName}`
  const configFile = join(home, 'openmetadata.yaml')
  writeFileSync(configFile, 'authenticationConfiguration:\n  enableSelfSignup: false\n')
  environment = {
    WAYMARK_HOME: home,
    DATABASE_URL: database.href,
    SERVER_HOST: '127.0.0.1',
    WAYMARK_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    LOG_LEVEL: 'error',
    NO_COLOR: '1',
    AUTHORIZER_ADMIN_EMAILS: '["ada@contoso.com",bo@contoso.com]',
    OIDC_CLIENT_SECRET: secret,
  }
  const args = ['--port', '0', '--data-dir', home, '--json', '--config', configFile]
  const server = spawn(process.execPath, [programs.server, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  stop = async () => {
    server.kill('SIGTERM')
    await ended
  }
  await Promise.race([
    new Promise((resolve) => server.stdout.once('data', resolve)),
    ended.then(() => Promise.reject(new Error('the server did not start'))),
  ])
  for (const [name, admin] of [
    ['ann', false],
    ['bea', true],
  ] as const)
    await waymark('user', 'create', name, '--email', `${name}@contoso.com`, ...(admin ? ['--admin'] : []))
  await waymark('bot', 'token', 'ingestion-bot')
})
afterAll(async () => {
  await stop()
  await onServer(`drop database if exists ${databaseName} with (force)`)
  rmSync(home, { recursive: true, force: true })
})

async function waymark(...args: string[]) {
  return await run('waymark', args, environment, 'four unrelated words here\n').finished
}

describe('waymark audit', () => {
  it('prints the newest entries, one a line, filtered by what and by when', async () => {
    const { code, out } = await waymark('audit', '--category', 'credential', '--limit', '1')
    expect(code).toBe(0)
    expect(out).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:.]+Z {2}credential {2}system {2}command bot-token ingestion-bot\n$/,
    )
    expect((await waymark('audit', '--until', '2020-01-01')).out).toBe('')
    expect((await waymark('audit', '--since', '2020-01-01', '--text', 'INGESTION-BOT')).out).toContain(
      'ingestion-bot',
    )
    expect((await waymark('audit', '--outcome', 'refused')).out).toBe('')
    expect((await waymark('bot', 'token', 'nobody')).code).not.toBe(0)
    expect((await waymark('audit', '--outcome', 'refused')).out).toMatch(
      /command bot-token nobody {2}refused\n$/,
    )
    expect((await waymark('audit', '--category', 'grant')).out).toMatch(
      /user-create bea\n.*user-create ann\n$/,
    )
  })

  it('prints one JSON object a line with --json, and never a token', async () => {
    const { out } = await waymark('audit', '--json')
    const entries = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(entries.length).toBeGreaterThan(1)
    const order = entries.map(({ sequence }) => sequence)
    expect(order).toEqual(order.toSorted((a, b) => b - a))
    expect(out).not.toMatch(/eyJ[\w-]+\./)
  })

  it('leaves 2 for a time or a number that is none', async () => {
    expect(await waymark('audit', '--since', 'yesterday')).toMatchObject({
      code: 2,
      err: expect.stringContaining("--since: 'yesterday' is no time."),
    })
    expect((await waymark('audit', '--limit', 'many')).code).toBe(2)
  })
})

describe('waymark user password', () => {
  it('gives a person a password that is read from standard input, and leaves 2 where none is', async () => {
    expect(await waymark('user', 'password', 'ann', '--password-stdin')).toMatchObject({
      code: 0,
      out: '',
      err: 'ann has a new password.\n',
    })
    expect((await waymark('admin', 'local-accounts')).out).toBe('ann  ann@contoso.com\n')
    expect((await waymark('user', 'password', 'nobody', '--password-stdin')).code).toBe(1)
    expect((await waymark('user', 'password', 'ann')).code).toBe(2)
  })
})

describe('waymark config show', () => {
  it('says with --origin who set each, and shows no secret', async () => {
    const { code, out } = await waymark('config', 'show', '--origin')
    expect(code).toBe(0)
    const lines = out.trim().split('\n')
    expect(lines).toContain(
      'AUTHORIZER_ADMIN_EMAILS=[ada@contoso.com,bo@contoso.com]  # environment AUTHORIZER_ADMIN_EMAILS',
    )
    expect(lines).toContain(
      'AUTHENTICATION_ENABLE_SELF_SIGNUP=false  # file authenticationConfiguration.enableSelfSignup',
    )
    expect(lines).toContain('OIDC_CLIENT_SECRET=********  # environment OIDC_CLIENT_SECRET')
    expect(out).not.toContain(secret)
    expect(out).not.toContain('# default')
  })

  it('shows defaults too with --all, and gives programs JSON', async () => {
    expect((await waymark('config', 'show', '--origin', '--all')).out).toMatch(
      /^SERVER_PORT=8585 {2}# default$/m,
    )
    const shown = JSON.parse((await waymark('config', 'show', '--json')).out)
    expect(shown).toContainEqual({
      name: 'OIDC_CLIENT_SECRET',
      value: '********',
      from: 'environment',
      origin: 'OIDC_CLIENT_SECRET',
    })
  })

  it('answers where no server runs, too', async () => {
    const elsewhere = { ...environment, WAYMARK_HOME: join(home, 'elsewhere') }
    const { err, out } = await run('waymark', ['config', 'show', '--origin'], elsewhere).finished
    expect([err, out]).toEqual(['', expect.stringContaining('# environment OIDC_CLIENT_SECRET')])
  })
})
