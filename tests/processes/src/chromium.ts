/** Finds a Chromium and starts it: one that is named, Debian's, or the one that comes in an npm package. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'

const run = promisify(execFile)

/** Where the npm package's Chromium is unpacked, once. */
const cache = fileURLToPath(new URL('../../../node_modules/.cache/chromium', import.meta.url))
const packaged = dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium')))

interface Program {
  readonly path: string
  readonly environment: Record<string, string>
}

/** Root may not use the sandbox; without the rest Chromium asks hosts of Google's at every start. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  // Containers give little shared memory; without this a page crashes when it runs out.
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
]

async function starts(program: Program): Promise<string | undefined> {
  try {
    await run(program.path, ['--version', '--no-sandbox'], {
      env: { ...process.env, ...program.environment },
      timeout: 30_000,
    })
    return undefined
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n').slice(0, 3).join(' ') ?? '') : String(error)
  }
}

/**
 * The package unpacks into the directory for temporary files of the process that asks; a process of its own asks, so
 * that this one's stays as it is. `al2023` holds the few libraries a bare Debian lacks (NSS, NSPR, Expat).
 */
async function unpack(): Promise<Program> {
  mkdirSync(cache, { recursive: true })
  const path = join(cache, 'chromium')
  if (!existsSync(path) || !existsSync(join(cache, 'al2023'))) {
    const script = `
      import { inflate } from ${JSON.stringify(import.meta.resolve('@sparticuz/chromium'))}
      const bin = ${JSON.stringify(join(packaged, '../bin'))}
      for (const name of ['fonts.tar.br', 'al2023.tar.br', 'swiftshader.tar.br', 'chromium.br']) await inflate(bin + '/' + name)`
    await run(process.execPath, ['--input-type=module', '--eval', script], {
      env: { ...process.env, TMPDIR: cache },
    })
  }
  return { path, environment: {} }
}

async function findProgram(): Promise<Program> {
  const named = process.env.WAYMARK_CHROMIUM
  if (named) return { path: named, environment: {} }
  const reasons: string[] = []
  const candidates: (() => Promise<Program | undefined>)[] = [
    async () =>
      existsSync('/usr/bin/chromium') ? { path: '/usr/bin/chromium', environment: {} } : undefined,
    unpack,
    async () => ({
      path: join(cache, 'chromium'),
      environment: {
        LD_LIBRARY_PATH: join(cache, 'al2023/lib'),
        // The fonts that came along, for machines that have none.
        FONTCONFIG_PATH: join(cache, 'fonts'),
      },
    }),
  ]
  for (const candidate of candidates) {
    const program = await candidate()
    const reason = program && (await starts(program))
    if (program && reason === undefined) return program
    if (reason !== undefined) reasons.push(reason)
  }
  throw new Error(
    `No Chromium starts on this machine. Install one (apt-get install chromium) or name one in WAYMARK_CHROMIUM.\n${reasons.join('\n')}`,
  )
}

interface LaunchOptions {
  /** CONNECT proxy for everything but loopback. */
  readonly proxyUrl?: string
  /** SHA-256 of the public keys (SPKI, base64) whose certificates are trusted without their authority. */
  readonly trustedKeys?: readonly string[]
}

export async function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const program = await findProgram()
  const trusted = options.trustedKeys?.length
    ? [`--ignore-certificate-errors-spki-list=${options.trustedKeys.join(',')}`]
    : []
  return chromium.launch({
    executablePath: program.path,
    env: { ...process.env, ...program.environment },
    args: [...flags, ...trusted],
    ...(options.proxyUrl ? { proxy: { server: options.proxyUrl, bypass: 'localhost,127.0.0.1' } } : {}),
  })
}
