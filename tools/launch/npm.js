/** Runs npm for the launcher: the npm that is there, under a Node.js for which it leaves nothing out. */
import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { LaunchError, rootDir } from './launch-error.js'
import { neededMajor, pinnedPackage, runs } from './pinned-node.js'
import { capture, environmentWith } from './process.js'

export const cacheDir = join(rootDir, '.cache')
const borrowedDir = join(cacheDir, 'install-node')

/**
 * `npm ci` in the checkout.
 *
 * npm silently skips an optional package whose `engines` exclude the Node.js that npm runs on, and compiled parts of our tools are such
 * packages. So an older Node.js first fetches the pinned one, checksum and all, into a directory that is removed afterwards.
 */
export async function installLockedPackages() {
  try {
    await ci(await nodeForNpm(), rootDir)
  } finally {
    rmSync(borrowedDir, { recursive: true, force: true })
  }
}

async function nodeForNpm() {
  // Windows cannot delete a program that is running, and "npm ci" deletes node_modules.
  const isInTheWay =
    process.platform === 'win32' && process.execPath.startsWith(join(rootDir, 'node_modules'))
  const isNewEnough = Number.parseInt(process.versions.node, 10) >= neededMajor
  if ((isNewEnough && !isInTheWay) || pinnedPackage === undefined) return process.execPath
  const path = `node_modules/${pinnedPackage.name}`
  const { optional, ...entry } = JSON.parse(readFileSync(join(rootDir, 'package-lock.json'), 'utf8'))
    .packages[path]
  const manifest = {
    name: 'install-node',
    version: '0.0.0',
    dependencies: { [pinnedPackage.name]: entry.version },
  }
  const lockfile = {
    ...manifest,
    lockfileVersion: 3,
    requires: true,
    packages: { '': manifest, [path]: entry },
  }
  rmSync(borrowedDir, { recursive: true, force: true })
  mkdirSync(borrowedDir, { recursive: true })
  writeFileSync(join(borrowedDir, 'package.json'), JSON.stringify(manifest))
  writeFileSync(join(borrowedDir, 'package-lock.json'), JSON.stringify(lockfile))
  await ci(process.execPath, borrowedDir)
  const node = join(borrowedDir, path, pinnedPackage.program)
  return runs(node) ? node : process.execPath
}

/**
 * @param {string} node the Node.js to run npm on
 * @param {string} dir the directory of the lock file
 */
async function ci(node, dir) {
  const [program, ...prefix] = npmCommand(node)
  // Whatever this machine's npm leaves out by default (NODE_ENV=production, omit=optional), tests and binaries are needed here.
  const options = [
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-progress',
    '--loglevel=error',
  ]
  const { exitCode, output } = await capture(program, [...prefix, 'ci', ...options, '--prefix', dir], {
    cwd: dir,
    env: { ...environmentWith(node), ...npmEnvironment() },
  })
  if (exitCode === 0) return
  const logPath = join(cacheDir, 'install.log')
  writeFileSync(logPath, output)
  throw new LaunchError(
    `${output.trim().split('\n').slice(0, 20).join('\n')}\n\n` +
      `"npm ci" failed with exit code ${exitCode}; the whole output is in ${logPath}. ` +
      'If the registry could not be reached, check the network and "npm config get registry" (a proxy goes into HTTPS_PROXY).',
  )
}

/** The npm that started us, else the one on the path, where `node` comes first. */
function npmCommand(node) {
  const running = process.env.npm_execpath
  if (running && basename(running) === 'npm-cli.js') return [node, running]
  if (process.platform !== 'win32') return ['npm']
  // Windows starts no .cmd files directly; npm lies beside the Node.js that was installed.
  return [node, join(dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js')]
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
