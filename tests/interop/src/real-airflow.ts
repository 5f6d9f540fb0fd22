/** A real Airflow from PyPI for tests: its database with the DAGs of a folder, its program, and its API server. */
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../../tools/ports/free-port.ts'
import { runProgram } from '../../processes/src/run-program.ts'
import { pythonEnvironment } from './python-client.ts'

/** The one person whom the API server lets in. */
export const airflowUser = { username: 'ada', password: 'a-password-of-the-test' } as const

const readyWithinMs = 240_000

export interface PreparedAirflow {
  /** Runs `airflow` with these arguments. */
  run(...args: string[]): Promise<{ readonly code: number | null; readonly said: string }>
  startServer(): Promise<{ readonly url: string; stop(): Promise<void> }>
}

/**
 * Makes the database in `home` and reads the DAGs into it.
 * @param environment - beside Airflow's own settings
 */
export async function prepareAirflow(
  home: string,
  dags: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<PreparedAirflow> {
  const python = await pythonEnvironment({
    versions: ['3.11', '3.12', '3.10'],
    installs: [['apache-airflow==3.1.3', 'apache-airflow-providers-standard']],
  })
  mkdirSync(home)
  const passwords = join(home, 'passwords.json')
  writeFileSync(passwords, JSON.stringify({ [airflowUser.username]: airflowUser.password }))
  const all = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    AIRFLOW_HOME: home,
    AIRFLOW__CORE__DAGS_FOLDER: dags,
    AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
    AIRFLOW__API_AUTH__JWT_SECRET: 'a-secret-of-the-test-that-signs-its-tokens',
    AIRFLOW__API_AUTH__JWT_ISSUER: 'https://airflow.test', // newer releases of its JWT library insist on one
    AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS: `${airflowUser.username}:viewer`,
    AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE: passwords,
    ...environment,
  }
  async function run(...args: string[]) {
    const options = { environment: all, timeoutMs: 8 * 60_000 }
    const { code, stdout, stderr } = await runProgram(python('airflow'), args, options)
    return { code, said: `${stdout}${stderr}` }
  }
  for (const step of [
    ['db', 'migrate'],
    ['dags', 'reserialize'],
  ]) {
    const { code, said } = await run(...step)
    if (code !== 0) throw new Error(`airflow ${step.join(' ')} ended with ${code}:\n${said.slice(-4000)}`)
  }
  return {
    run,
    async startServer() {
      const port = await freePort()
      const args = ['api-server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1']
      // A group of its own: the server starts others.
      const child = spawn(python('airflow'), args, {
        env: all,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      })
      let told = ''
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          told = `${told}${chunk}`.slice(-4000)
        })
      }
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      const stop = async () => {
        if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
        await ended
      }
      const url = `http://127.0.0.1:${port}`
      const until = Date.now() + readyWithinMs
      while (!(await fetch(`${url}/api/v2/version`).catch(() => undefined))?.ok) {
        if (child.exitCode !== null || Date.now() > until) {
          await stop()
          throw new Error(`Airflow's API server was not ready in time:\n${told}`)
        }
        await sleep(500)
      }
      return { url, stop }
    },
  }
}
