/**
 * From nothing to the first page as Ada: a release archive installed, the five values set, the service's command, Entra sign-in.
 * What systemd does beyond that (to start a process) and the person (to type) are not in it.
 */
import { execFileSync, spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { signInAtEmulator } from '../tests/processes/src/sign-in-at-emulator.ts'
import { fjordlight, type RunningEmulator, startEmulator } from '../tests/processes/src/start-emulator.ts'
import { freePort } from '../tools/ports/free-port.ts'
import type { Figure } from './figure.ts'

const checkout = fileURLToPath(new URL('../', import.meta.url))
const ada = 'a0b6f1c2-1d35-4a7e-9f10-2c3d4e5f6a01'
const goalSeconds = 60

export async function benchmarkFresh(): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'waymark-fresh-'))
  const emulator = await startEmulator()
  try {
    const archive = process.env.WAYMARK_BENCH_ARCHIVE ?? pack(directory)
    const root = join(directory, 'root')
    const begin = performance.now()
    execFileSync('sh', [join(checkout, 'deploy/bare-metal/install.sh'), archive], {
      env: { ...process.env, DESTDIR: root },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const installed = performance.now()
    const port = await freePort()
    appendFileSync(
      join(root, 'etc/waymark/waymark.env'),
      `
AUTHENTICATION_PROVIDER=azure
AUTHENTICATION_AUTHORITY=${emulator.authority}
AUTHENTICATION_CLIENT_ID=${fjordlight.uiAppId}
OPENMETADATA_SERVER_URL=http://localhost:${port}
AUTHORIZER_ADMIN_PRINCIPALS=[ada@fjordlight.example]
`,
    )
    const service = startService(root, join(directory, 'state'), port, emulator)
    try {
      await service.ready
      const ready = performance.now()
      await openFirstPage(emulator, `http://localhost:${port}`)
      const shown = performance.now()
      const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1)
      return [
        {
          name: 'an archive to the first page of somebody who signed in with Entra ID',
          measured: `${seconds(begin, shown)} s: installed ${seconds(begin, installed)} s, ready ${seconds(installed, ready)} s, signed in and page read ${seconds(ready, shown)} s`,
          goal: `under ${goalSeconds} s`,
          reached: shown - begin < goalSeconds * 1000,
        },
      ]
    } finally {
      await service.stop()
    }
  } finally {
    await emulator.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

function pack(directory: string): string {
  const program = ['tools/launch.js', 'release', 'archive', '--into', join(directory, 'made')]
  const said = execFileSync(process.execPath, program, {
    cwd: checkout,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return said.trim().split('\n').at(-1) ?? ''
}

/** What the unit starts, with the environment that it gives, and the emulator in Entra's place. */
function startService(root: string, state: string, port: number, emulator: RunningEmulator) {
  const settings = readFileSync(join(root, 'etc/waymark/waymark.env'), 'utf8')
    .split('\n')
    .filter((line) => /^\w+=/.test(line))
    .map((line): [string, string] => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])
  const child = spawn(
    join(root, 'opt/waymark/current/bin/waymark-server'),
    ['--json', '--port', String(port), '--admin-port', '0'],
    {
      env: {
        PATH: process.env.PATH ?? '',
        HOME: state,
        WAYMARK_HOME: state,
        NODE_ENV: 'production',
        ...Object.fromEntries(settings),
        ...emulator.environment,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{"event":"ready"')) resolve()
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it was ready`)))
  })
  return {
    ready,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** The page, its script and what the home page asks first. */
async function openFirstPage(emulator: RunningEmulator, url: string): Promise<void> {
  const page = await (await fetch(`${url}/`)).text()
  const script = /src="(\/[^"]+\.js)"/.exec(page)?.[1] ?? ''
  await (await fetch(`${url}${script}`)).text()
  const cookie = await signInAtEmulator(emulator, url, ada)
  for (const path of ['users/loggedInUser', 'search/query?q=&index=dataAsset&size=10']) {
    const answer = await fetch(`${url}/api/v1/${path}`, { headers: { cookie } })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    await answer.text()
  }
}
