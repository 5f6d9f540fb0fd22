/** Installs the dependencies of package-lock.json when node_modules does not hold them. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { rootDir } from './launch-error.js'
import { cacheDir, installLockedPackages } from './npm.js'
import { step } from './progress.js'

const lockfilePath = join(rootDir, 'package-lock.json')
const stampPath = join(rootDir, 'node_modules/.waymark-stamp')

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
    if (isInstalled()) return
    await step('Installing dependencies', installLockedPackages)
    writeFileSync(stampPath, lockfileStamp())
  } finally {
    rmSync(guard, { force: true })
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
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true
    const found = installed[path]
    if (found === undefined) return entry.optional === true && !isForThisPlatform(entry)
    return entry.link === true || (found.version === entry.version && found.integrity === entry.integrity)
  })
}

/** What names no system only serves what does. Alpine's packages are left out: it has no pinned Node.js either. */
function isForThisPlatform({ os, cpu, libc }) {
  const allows = (list, value) => list === undefined || [list].flat().includes(value)
  return (
    os !== undefined && allows(os, process.platform) && allows(cpu, process.arch) && allows(libc, 'glibc')
  )
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
