/** Maps each npm script to its preparation and the program that does the work. */
import { join } from 'node:path'
import { runChecks } from './check.js'
import { installDependencies } from './install.js'
import { LaunchError, rootDir } from './launch-error.js'
import { findPinnedNode } from './pinned-node.js'
import { handOver } from './process.js'
import { runTestProject, runTests } from './test.js'
import { buildWebBundle } from './web-bundle.js'

/** @type {Record<string, { needsWeb: boolean, run: (node: string, args: string[]) => Promise<number> }>} */
const commands = {
  start: {
    needsWeb: true,
    run: (node, args) => handOver(node, [join(rootDir, 'apps/cli/bin/waymark.js'), 'start', ...args]),
  },
  test: { needsWeb: true, run: runTests },
  'test:interop': { needsWeb: true, run: (node, args) => runTestProject(node, 'interop', args) },
  'test:e2e': { needsWeb: true, run: (node, args) => runTestProject(node, 'e2e', args) },
  'test:faults': { needsWeb: true, run: (node, args) => runTestProject(node, 'faults', args) },
  check: { needsWeb: false, run: runChecks },
  bench: { needsWeb: true, run: (node, args) => handOver(node, [join(rootDir, 'bench/main.ts'), ...args]) },
  screenshots: {
    needsWeb: true,
    run: (node, args) => handOver(node, [join(rootDir, 'tests/e2e/screenshots.ts'), ...args]),
  },
  gen: {
    needsWeb: false,
    run: (node, args) => handOver(node, [join(rootDir, 'tools/gen/main.ts'), ...args]),
  },
  release: {
    needsWeb: true,
    run: (node, args) => handOver(node, [join(rootDir, 'tools/release/main.ts'), ...args]),
  },
}

/**
 * Runs one command to its end and sets the exit code to that of its program.
 *
 * @param {string[]} argv the command's name and its arguments
 */
export async function runCommand([name = '', ...args]) {
  try {
    const command = commands[name]
    if (command === undefined) {
      throw new LaunchError(
        `Usage: node tools/launch.js <${Object.keys(commands).join('|')}> [arguments], but the command is "${name}".`,
      )
    }
    await installDependencies()
    const node = findPinnedNode()
    if (command.needsWeb) await buildWebBundle(node)
    process.exitCode = await command.run(node, args)
  } catch (error) {
    // A LaunchError is a sentence for people; anything else is a bug of ours and keeps its stack.
    console.error(error instanceof LaunchError ? error.message : error)
    process.exitCode = 1
  }
}
