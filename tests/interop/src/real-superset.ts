/** A real Superset from PyPI for tests: its own database, one administrator, its web server, and calls to fill it. */
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../../tools/ports/free-port.ts'
import { runProgram } from '../../processes/src/run-program.ts'
import { pythonEnvironment } from './python-client.ts'

/** The administrator, whom Superset's own user database knows. */
export const supersetUser = { provider: 'db', username: 'ada', password: 'a-password-of-the-test' } as const

const readyWithinMs = 240_000

export interface RunningSuperset {
  readonly url: string
  /** A call to its API as the administrator; answers the id of what was made. */
  make(path: string, body: object): Promise<number>
  stop(): Promise<void>
}

export async function startSuperset(home: string): Promise<RunningSuperset> {
  const python = await pythonEnvironment({
    versions: ['3.11', '3.10'],
    // Its own list of dependencies lets one be newer than it can bear, and lacks two.
    installs: [['apache-superset==6.1.0', 'flask-caching==2.3.1', 'rich', 'cachetools', 'psycopg2-binary']],
  })
  mkdirSync(home)
  const config = join(home, 'superset_config.py')
  writeFileSync(
    config,
    [
      "SECRET_KEY = 'a-secret-of-the-test-that-signs-its-sessions'",
      `SQLALCHEMY_DATABASE_URI = ${JSON.stringify(`sqlite:///${join(home, 'superset.db')}`)}`,
      'TALISMAN_ENABLED = False',
      'WTF_CSRF_ENABLED = False', // the test fills it without a browser
    ].join('\n'),
  )
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    SUPERSET_CONFIG_PATH: config,
    FLASK_APP: 'superset',
  }
  const admin = ['--firstname', 'Ada', '--lastname', 'L', '--email', 'ada@example.com']
  const { username, password } = supersetUser
  for (const step of [
    ['db', 'upgrade'],
    ['init'],
    ['fab', 'create-admin', '--username', username, '--password', password, ...admin],
  ]) {
    const { code, stdout, stderr } = await runProgram(python('superset'), step, {
      environment,
      timeoutMs: 8 * 60_000,
    })
    if (code !== 0)
      throw new Error(`superset ${step[0]} ended with ${code}:\n${`${stdout}${stderr}`.slice(-4000)}`)
  }
  const port = await freePort()
  const child = spawn(python('superset'), ['run', '-h', '127.0.0.1', '-p', String(port), '--with-threads'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let told = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      told = `${told}${chunk}`.slice(-4000)
    })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
  }
  const url = `http://127.0.0.1:${port}`
  const until = Date.now() + readyWithinMs
  while (!(await fetch(`${url}/health`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null || Date.now() > until) {
      await stop()
      throw new Error(`Superset was not ready in time:\n${told}`)
    }
    await sleep(500)
  }

  async function call(path: string, body: object, token?: string): Promise<Record<string, unknown>> {
    const response = await fetch(`${url}/api/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`Superset: ${path} ${response.status} ${await response.text()}`)
    return (await response.json()) as Record<string, unknown> // its API answers objects
  }
  const signedIn = await call('security/login', { ...supersetUser, refresh: false })
  return {
    url,
    make: async (path, body) => Number((await call(path, body, String(signedIn.access_token))).id),
    stop,
  }
}
