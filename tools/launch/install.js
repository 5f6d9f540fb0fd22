/** Installs the dependencies of package-lock.json when node_modules does not hold them. */
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LaunchError, rootDir } from './launch-error.js'
import { capture } from './process.js'
import { step } from './progress.js'

const lockfilePath = join(rootDir, 'package-lock.json')
const stampPath = join(rootDir, 'node_modules/.waymark-stamp')
const cacheDir = join(rootDir, '.cache')

/** Runs `npm ci` unless node_modules is what the lock file says. Two launchers at once install once. */
export async function installDependencies() {
  if (isInstalled()) return
  mkdirSync(cacheDir, { recursive: true })
  const guard = join(cacheDir, 'installing')
  if (!take(guard)) {
    await step('Waiting for another launcher that installs dependencies', async () => {
      while (!take(guard)) await sleep(500)
    })
  }
  try {
    if (!isInstalled()) await step('Installing dependencies', runNpmCi)
  } finally {
    rmSync(guard, { force: true })
  }
}

async function runNpmCi() {
  const [program, ...prefix] = npmCommand()
  // Whatever this machine's npm leaves out by default (NODE_ENV=production, omit=optional), tests and binaries are needed here.
  const { exitCode, output } = await capture(
    program,
    [
      ...prefix,
      'ci',
      '--ignore-scripts',
      '--include=dev',
      '--include=optional',
      '--no-progress',
      '--loglevel=error',
    ],
    { env: { ...process.env, ...npmEnvironment() } },
  )
  if (exitCode === 0) {
    writeFileSync(stampPath, lockfileStamp())
    return
  }
  const logPath = join(cacheDir, 'install.log')
  writeFileSync(logPath, output)
  throw new LaunchError(
    `${output.trim().split('\n').slice(0, 20).join('\n')}\n\n` +
      `"npm ci" failed with exit code ${exitCode}; the whole output is in ${logPath}. ` +
      'If the registry could not be reached, check the network and "npm config get registry" (a proxy goes into HTTPS_PROXY).',
  )
}

/** The npm that started us, else the one on the path. */
function npmCommand() {
  const running = process.env.npm_execpath
  if (running && basename(running) === 'npm-cli.js') {
    // Not process.execPath: that can be the pinned Node.js, which "npm ci" is about to delete.
    return [process.env.npm_node_execpath ?? process.execPath, running]
  }
  return process.platform === 'win32' ? ['cmd.exe', '/d', '/c', 'npm'] : ['npm']
}

/** npm keeps its cache under HOME, which services and containers may leave empty or closed. */
function npmEnvironment() {
  const home = process.env.HOME || process.env.USERPROFILE || userInfo().homedir
  try {
    accessSync(home, constants.W_OK)
    return { HOME: home }
  } catch {
    return { HOME: cacheDir, npm_config_cache: join(cacheDir, 'npm') }
  }
}

function isInstalled() {
  if (!existsSync(join(rootDir, 'node_modules'))) return false
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === lockfileStamp()) return true
  if (!holdsWhatTheLockfileSays()) return false
  writeFileSync(stampPath, lockfileStamp())
  return true
}

function lockfileStamp() {
  return `${createHash('sha256').update(readFileSync(lockfilePath)).digest('hex')} ${process.platform}-${process.arch}\n`
}

/** Spares a developer who ran "npm install" by hand a second one: npm writes down what it installed. */
function holdsWhatTheLockfileSays() {
  const installedPath = join(rootDir, 'node_modules/.package-lock.json')
  if (!existsSync(installedPath)) return false
  const installed = JSON.parse(readFileSync(installedPath, 'utf8')).packages
  const wanted = JSON.parse(readFileSync(lockfilePath, 'utf8')).packages
  return Object.entries(wanted).every(([path, { version, integrity, optional, link }]) => {
    if (!path.includes('node_modules/')) return true
    const found = installed[path]
    // Optional packages are for one platform each; ours are looked for where they are used.
    if (found === undefined) return optional === true
    return link === true || (found.version === version && found.integrity === integrity)
  })
}

/** Creating a file exclusively is atomic everywhere; the process id in it tells a lock from what a killed launcher left. */
function take(guard) {
  try {
    writeFileSync(guard, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  const owner = existsSync(guard) ? Number(readFileSync(guard, 'utf8')) : 0
  if (owner > 0 && !isRunning(owner)) rmSync(guard, { force: true })
  return false
}

function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
