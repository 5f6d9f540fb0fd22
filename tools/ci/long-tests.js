/**
 * Runs the long tests of published programs whose subject changed, after `npm test` has run all others. A file
 * `*.long.test.ts` names its subject in its first lines: `subject: <path> <path> …`, folders or files of this repository.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootDir } from '../launch/launch-error.js'

/** How far back a change counts, where nobody says since when (`CI_BASE`, a commit) and no release is tagged. */
const commitsBack = 200

const git = (...args) => execFileSync('git', args, { cwd: rootDir, encoding: 'utf8', stdio: 'pipe' }).trim()

/** Files changed since the base; undefined where the history does not reach back that far. */
function changedFiles() {
  for (const base of [process.env.CI_BASE, newestRelease(), `HEAD~${commitsBack}`]) {
    try {
      if (base) return git('diff', '--name-only', base, 'HEAD').split('\n')
    } catch {
      // A shallow checkout does not have it.
    }
  }
  return undefined
}

function newestRelease() {
  try {
    return git('describe', '--tags', '--abbrev=0', 'HEAD^')
  } catch {
    return undefined
  }
}

/** @param {string} file */
function subjectOf(file) {
  const [, paths] = /subject: ([^\n*]+)/.exec(readFileSync(join(rootDir, file), 'utf8').slice(0, 2000)) ?? []
  if (!paths)
    throw new Error(`${file} does not name its subject: write "subject: <path> …" into its first lines.`)
  return [file, ...paths.trim().split(/\s+/)]
}

const changed = changedFiles()
const chosen = readdirSync(join(rootDir, 'tests/interop/src'))
  .filter((name) => name.endsWith('.long.test.ts'))
  .map((name) => `tests/interop/src/${name}`)
  .filter((file) => !changed || subjectOf(file).some((path) => changed.some((each) => each.startsWith(path))))

if (chosen.length === 0) console.log('No long test has a subject that changed.')
else {
  const output = '--outputFile.json=.cache/test-results/long.json'
  const args = ['run', '--project', 'interop', '--reporter=default', '--reporter=json', output, ...chosen]
  const vitest = join(rootDir, 'node_modules/vitest/vitest.mjs')
  const node = join(rootDir, 'node_modules/.bin/node')
  process.exitCode = spawnSync(node, [vitest, ...args], { cwd: rootDir, stdio: 'inherit' }).status ?? 1
}
