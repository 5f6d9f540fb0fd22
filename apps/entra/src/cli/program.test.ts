import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import type { ReadyEvent } from '../emulator.ts'
import { sample, sampleFile } from '../testing/start.ts'

const program = fileURLToPath(new URL('../../bin/waymark-entra.js', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'entra-cli-'))
afterAll(() => rmSync(directory, { recursive: true }))

interface Run {
  environment?: NodeJS.ProcessEnv
  /** Called with the first line of standard output; the program is stopped afterwards. */
  whenReady?: (line: string) => Promise<void>
}

/** Runs the program until it ends, or until it printed a line and was stopped. */
function run(args: string[], { environment = {}, whenReady = async () => {} }: Run = {}) {
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...environment } })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.stdout.once('data', () =>
      // Help is all that the program prints without listening; it ends by itself.
      args.includes('--help')
        ? undefined
        : whenReady(stdout)
            .catch(reject)
            .finally(() => child.kill('SIGTERM')),
    )
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}
const start = (...more: string[]) => [
  'start',
  '--state',
  sampleFile,
  '--data-dir',
  join(directory, 'data'),
  ...more,
]

describe('waymark-entra', () => {
  it('prints one line of JSON when ready, and ends with 0 on SIGTERM', async () => {
    const caOut = join(directory, 'ca.pem')
    const { code, stdout, stderr } = await run(start('--json', '--ca-out', caOut), {
      environment: { NODE_ENV: 'test' },
    })
    expect([code, stderr]).toEqual([0, ''])
    const ready = JSON.parse(stdout) as ReadyEvent
    expect(ready).toEqual({
      event: 'ready',
      tlsPort: expect.any(Number),
      httpPort: expect.any(Number),
      proxyPort: expect.any(Number),
      caFile: caOut,
      tenantId: sample.tenantId,
      authority: `https://login.microsoftonline.com/${sample.tenantId}`,
    })
    expect(stdout.trim().split('\n')).toHaveLength(1)
  })

  it('keeps its authority over a restart', async () => {
    const caOut = join(directory, 'ca.pem')
    await run(start('--json', '--ca-out', caOut))
    const before = readFileSync(caOut, 'utf8')
    await run(start('--json', '--ca-out', caOut))
    expect(readFileSync(caOut, 'utf8')).toBe(before)
  })

  it.each([
    ['an address that others reach', start('--host', '0.0.0.0'), {}, 'it listens on loopback only'],
    ['production', start(), { NODE_ENV: 'production' }, 'NODE_ENV is "production"'],
    ['a missing state file', ['start', '--state', '/nowhere.yaml'], {}, "can't be read"],
    ['an unknown flag', start('--prot', '1'), {}, '--prot'],
    ['a port that is none', start('--port', '99999'), {}, '--port 99999'],
    ['an unknown command', ['stop'], {}, 'unknown command "stop"'],
    ['a secret for nobody', start('--secret', `nobody=${program}`), {}, 'no application nobody'],
    ['a secret without file', start('--secret', 'nobody'), {}, 'expected <client id>=<file'],
  ])('refuses %s in one sentence, with exit code 2', async (_what, args, environment, text) => {
    const { code, stdout, stderr } = await run(args, { environment })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(text)
    expect(stderr).toMatch(/^waymark-entra: .+\n$/)
  })

  it('names the flag to change when a port is taken', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const address = taken.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const { code, stderr } = await run(start('--http-port', String(port)))
    taken.close()
    expect(code).toBe(2)
    expect(stderr).toBe(
      `waymark-entra: port ${port} on 127.0.0.1 is in use; choose another one with --http-port (0 takes a free one).\n`,
    )
  })

  it('takes a secret from a file', async () => {
    const file = join(directory, 'secret')
    writeFileSync(file, 'from-a-file\n')
    let status = 0
    const whenReady = async (line: string) => {
      const { httpPort } = JSON.parse(line) as ReadyEvent
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: sample.ingestionAppId,
        client_secret: 'from-a-file',
        scope: `api://${sample.uiAppId}/.default`,
      })
      const url = `http://127.0.0.1:${httpPort}/${sample.tenantId}/oauth2/v2.0/token`
      status = (await fetch(url, { method: 'POST', body })).status
    }
    await run(start('--json', '--secret', `${sample.ingestionAppId}=${file}`), { whenReady })
    expect(status).toBe(200)
  })

  it('explains itself', async () => {
    const { code, stdout } = await run(['--help'])
    expect(code).toBe(0)
    for (const flag of ['--state', '--proxy-port', '--ca-out', '--json']) expect(stdout).toContain(flag)
  })
})
