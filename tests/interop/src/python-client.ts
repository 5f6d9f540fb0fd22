/** Published Python clients in virtual environments of their own: found, installed once per machine, and run. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

export interface PythonClient {
  /** Runs a program of the environment; resolves with whatever it printed and its exit code. */
  run(program: string, args: readonly string[], options: RunOptions): Promise<Finished>
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly timeoutMs?: number
}

export interface Finished {
  readonly code: number | null
  /** Standard output and error, in the order they came. */
  readonly output: string
}

export interface PythonEnvironment {
  /** Interpreter versions that the packages accept, best first: `3.10`. */
  readonly versions: readonly string[]
  /** Arguments of successive `pip install` calls. */
  readonly installs: readonly (readonly string[])[]
}

const installTimeoutMs = 14 * 60_000
const runTimeoutMs = 9 * 60_000

/** Runs a command to its end; a time-out ends it. Never throws for a failing command. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs ?? runTimeoutMs,
      killSignal: 'SIGKILL',
    })
    let output = ''
    const append = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout.on('data', append)
    child.stderr.on('data', append)
    child.on('error', (error) => resolve({ code: null, output: `${output}${error.message}` }))
    child.on('close', (code) => resolve({ code, output }))
  })
}

/** Interpreters that version managers installed without being on the path. */
async function managedInterpreters(version: string): Promise<string[]> {
  const roots = [
    join(homedir(), '.pyenv/versions'),
    join(homedir(), '.local/share/uv/python'),
    '/opt/hostedtoolcache/Python',
  ]
  const found: string[] = []
  for (const root of roots) {
    const entries = existsSync(root) ? await readdir(root) : []
    for (const entry of entries
      .filter((name) => name.replace(/^cpython-/, '').startsWith(`${version}.`))
      .sort()) {
      found.push(join(root, entry, 'bin/python'), join(root, entry, 'x64/bin/python'))
    }
  }
  return found.filter((path) => existsSync(path))
}

/** An interpreter is one that runs and says it is one: a version manager's shim may exist and fail. */
async function answersAs(interpreter: string, version: string): Promise<boolean> {
  const said = await runCommand(
    interpreter,
    ['-c', 'import sys, venv; print("%d.%d" % sys.version_info[:2])'],
    {
      timeoutMs: 20_000,
    },
  )
  return said.code === 0 && said.output.trim() === version
}

/** The first interpreter of one of the versions, or undefined when this machine has none. */
export async function findPython(versions: readonly string[]): Promise<string | undefined> {
  for (const version of versions) {
    const configured = process.env[`WAYMARK_PYTHON_${version.replace('.', '')}`]
    const candidates = [
      configured,
      `python${version}`,
      'python3',
      'python',
      ...(await managedInterpreters(version)),
    ]
    for (const candidate of candidates) {
      if (candidate !== undefined && (await answersAs(candidate, version))) return candidate
    }
  }
  return undefined
}

/** Environments outlive a checkout: the same list of packages is installed once per machine. */
function environmentDirectory(interpreter: string, environment: PythonEnvironment): string {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  const key = createHash('sha256')
    .update(JSON.stringify([interpreter, environment.installs]))
    .digest('hex')
  return join(cache, 'waymark-interop', key.slice(0, 16))
}

/**
 * Makes (or finds) the virtual environment. An interrupted installation is started afresh.
 * @throws Error with pip's last lines when a package cannot be installed
 */
export async function preparePythonClient(
  interpreter: string,
  environment: PythonEnvironment,
): Promise<PythonClient> {
  const directory = environmentDirectory(interpreter, environment)
  const complete = join(directory, 'complete')
  if (!existsSync(complete)) {
    await rm(directory, { recursive: true, force: true })
    await mkdir(join(directory, '..'), { recursive: true })
    const steps = [
      { command: interpreter, args: ['-m', 'venv', directory] },
      ...environment.installs.map((packages) => ({
        command: join(directory, 'bin/python'),
        args: ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages],
      })),
    ]
    for (const { command, args } of steps) {
      const { code, output } = await runCommand(command, args, { timeoutMs: installTimeoutMs })
      if (code !== 0)
        throw new Error(`${command} ${args.join(' ')} failed (${code}):\n${output.slice(-4000)}`)
    }
    await writeFile(`${complete}.part`, new Date().toISOString())
    await rename(`${complete}.part`, complete)
  }
  return {
    run: (program, args, options) => runCommand(join(directory, 'bin', program), args, options),
  }
}
