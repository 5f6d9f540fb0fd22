/** Runs the test projects of vitest.config.ts: the fast ones first, then those that start whole servers, two lanes side by side. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { rootDir } from './launch-error.js'
import { capture, environmentWith, handOver } from './process.js'
import { step } from './progress.js'

const resultsDir = join(rootDir, '.cache/test-results')

/**
 * `npm test`: unit and web, then interop (without `*.long.test.ts`, which `npm run test:interop` adds) beside e2e and faults. With
 * arguments, only unit and web tests, and the arguments go to Vitest: `npm test -- packages/engine`.
 *
 * @param {string} node
 * @param {string[]} args
 */
export async function runTests(node, args) {
  for (const name of ['unit', 'interop', 'e2e', 'faults'])
    rmSync(join(resultsDir, `${name}.json`), { force: true })
  mkdirSync(resultsDir, { recursive: true })
  const unit = await handOver(node, vitest('unit', ['--project', 'unit', '--project', 'web', ...args]))
  if (args.length > 0) return unit
  const browserThenFaults = async () => [
    await runQuietly(node, 'Testing with a browser', 'e2e', []),
    await runQuietly(node, 'Killing the server while it works', 'faults', []),
  ]
  const [interop, [e2e, faults]] = await Promise.all([
    runQuietly(node, 'Testing with published clients', 'interop', ['--exclude', '**/*.long.test.ts']),
    browserThenFaults(),
  ])
  const runs = {
    'unit, web': ['unit', unit],
    interop: ['interop', interop],
    e2e: ['e2e', e2e],
    faults: ['faults', faults],
  }
  for (const [title, [name, exitCode]] of Object.entries(runs)) console.log(summaryOf(title, name, exitCode))
  return unit || interop || e2e || faults
}

/**
 * @param {string} node
 * @param {string} project
 * @param {string[]} args
 */
export function runTestProject(node, project, args) {
  mkdirSync(resultsDir, { recursive: true })
  return handOver(node, vitest(project, ['--project', project, ...args]))
}

/** Two runs that print at the same time would be unreadable: each shows its output when it is over. */
async function runQuietly(node, title, project, args) {
  return step(title, async () => {
    const { exitCode, output } = await capture(node, vitest(project, ['--project', project, ...args]), {
      env: environmentWith(node),
    })
    console.log(output)
    return exitCode
  })
}

function vitest(name, args) {
  const reporters = [
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(resultsDir, `${name}.json`)}`,
  ]
  return [join(rootDir, 'node_modules/vitest/vitest.mjs'), 'run', ...reporters, ...args]
}

function summaryOf(title, name, exitCode) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(
      readFileSync(join(resultsDir, `${name}.json`), 'utf8'),
    )
    const verdict = exitCode === 0 ? '✔' : '✘'
    return `${verdict} ${title}: ${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`
  } catch {
    return `✘ ${title}: ended with exit code ${exitCode} before it could report`
  }
}
