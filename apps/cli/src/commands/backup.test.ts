/** `waymark backup` and `restore` as the guide for a service says them: the settings are in the service's file, the database is elsewhere. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { programs } from '../programs.ts'
import { run } from '../testing-process.ts'

const guide = readFileSync(new URL('../../../../docs/guides/bare-metal.md', import.meta.url), 'utf8')
const home = mkdtempSync(join(tmpdir(), 'waymark-service-'))
const settingsFile = join(home, 'waymark.env')
const keyFile = join(home, 'backup.key')
const databaseName = `cli_${randomUUID().replaceAll('-', '')}`
const database = new URL(process.env.WAYMARK_TEST_DATABASE_URL ?? '')

async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  return (await client.query<Record<string, unknown>>(statement).finally(() => client.end())).rows
}

/** Starts the service, as systemd does with its file, and stops it. */
async function serve(settings: Readonly<Record<string, string>>): Promise<void> {
  const server = spawn(process.execPath, [programs.server, '--port', '0', '--data-dir', home, '--json'], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve) => server.once('exit', resolve))
  await new Promise((resolve) => server.stdout.once('data', resolve))
  server.kill('SIGTERM')
  expect(await ended).toBe(0)
}

const waymark = (args: readonly string[]) => run('waymark', args, { WAYMARK_HOME: home }).finished

/** The guide's line for a command, with the paths of this test. */
function documented(command: string, file = ''): string[] {
  const line = new RegExp(`WAYMARK_HOME=/var/lib/waymark waymark (${command} .*)$`, 'm').exec(guide)?.[1]
  if (line === undefined) throw new Error(`The guide does not say how to ${command}.`)
  const paths: Readonly<Record<string, string>> = {
    '/etc/waymark/waymark.env': settingsFile,
    '/etc/waymark/backup.key': keyFile,
    '<file>': file,
  }
  return line.split(' ').map((word) => paths[word] ?? word)
}

beforeAll(async () => {
  const server = database.href
  await ask(server, `create database ${databaseName}`)
  database.pathname = `/${databaseName}`
  const settings = {
    SERVER_HOST: '127.0.0.1',
    SERVER_ADMIN_PORT: '0',
    LOG_LEVEL: 'error',
    DATABASE_URL: database.href,
    WAYMARK_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  writeFileSync(settingsFile, ['# Settings of the service', ...lines, ''].join('\n'))
  writeFileSync(keyFile, `${randomUUID()}\n`)
  await serve(settings)
})
afterAll(async () => {
  await ask(process.env.WAYMARK_TEST_DATABASE_URL ?? '', `drop database ${databaseName} with (force)`)
  rmSync(home, { recursive: true, force: true })
})

describe('a service that does not run', () => {
  it('is backed up and restored by the lines of the guide, in its own database', async () => {
    const backup = await waymark(documented('backup'))
    expect(backup, backup.err).toMatchObject({ code: 0 })
    const [before] = await ask(database.href, 'select count(*)::int as count from entity')
    await ask(database.href, `delete from entity where type = 'bot'`)
    const restored = await waymark(documented('restore', backup.out.trim()))
    expect(restored, restored.err).toMatchObject({ code: 0 })
    expect(await ask(database.href, 'select count(*)::int as count from entity')).toEqual([before])
    expect(existsSync(join(home, 'postgres'))).toBe(false)
  })

  it('is not mistaken for an empty embedded catalog where a command is not told its settings', async () => {
    for (const args of [
      ['backup', '--key-file', keyFile],
      ['upgrade'],
      ['user', 'create', 'ann', '--email', 'a@x.org'],
    ]) {
      const { code, err } = await waymark(args)
      expect(code, args.join(' ')).not.toBe(0)
      expect(err).toContain('--env-file /etc/waymark/waymark.env')
    }
    expect(existsSync(join(home, 'postgres'))).toBe(false)
  })
})
