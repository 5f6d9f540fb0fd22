/** Published Python clients in virtual environments of their own: found, installed once per machine, and run. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** The path of a program of a prepared environment: `python`, `metadata`. */
export type ProgramPath = (program: string) => string

export interface PythonEnvironment {
  /** Interpreter versions that the packages accept, best first: `3.10`. */
  readonly versions: readonly string[]
  /** Arguments of successive `pip install` calls. */
  readonly installs: readonly (readonly string[])[]
}

const installTimeoutMs = 14 * 60_000
const probeTimeoutMs = 20_000
/** Runs a step of the installation, with the whole environment: pip may need its proxy and its certificates. */
function install(command: string, args: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: installTimeoutMs,
  })
  if (status !== 0) {
    throw new Error(
      `${command} ${args.join(' ')} failed (${status}): ${error?.message ?? `${stdout}${stderr}`.slice(-4000)}`,
    )
  }
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
function answersAs(interpreter: string, version: string): boolean {
  const program = 'import sys, venv; print("%d.%d" % sys.version_info[:2])'
  const { status, stdout } = spawnSync(interpreter, ['-c', program], {
    encoding: 'utf8',
    timeout: probeTimeoutMs,
  })
  return status === 0 && stdout.trim() === version
}

/** The first interpreter of one of the versions, @throws Error saying how to name one when this machine has none */
async function findPython(versions: readonly string[]): Promise<string> {
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
      if (candidate !== undefined && answersAs(candidate, version)) return candidate
    }
  }
  throw new Error(
    `this needs Python ${versions.join(' or ')}: put one on the path, or name it in ` +
      `WAYMARK_PYTHON_${versions[0]?.replace('.', '')}`,
  )
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
export async function pythonEnvironment(environment: PythonEnvironment): Promise<ProgramPath> {
  const interpreter = await findPython(environment.versions)
  const directory = environmentDirectory(interpreter, environment)
  const complete = join(directory, 'complete')
  if (!existsSync(complete)) {
    await rm(directory, { recursive: true, force: true })
    await mkdir(join(directory, '..'), { recursive: true })
    install(interpreter, ['-m', 'venv', directory])
    for (const packages of environment.installs) {
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]
      install(join(directory, 'bin/python'), pip)
    }
    await writeFile(complete, '')
  }
  return (program) => join(directory, 'bin', program)
}
