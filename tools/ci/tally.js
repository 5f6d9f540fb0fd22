/** Adds up what the checks and the test projects reported, and closes a build with one line that people and programs read. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootDir } from '../launch/launch-error.js'

/** The reports of `npm run check` and `npm test`; each has to be there. */
const reports = ['check', 'unit', 'interop', 'e2e', 'faults']

const total = { passed: 0, failed: 0, skipped: 0 }
// Long tests run only when their subject changed, so that their report may be missing.
const ran = existsSync(join(rootDir, '.cache/test-results/long.json')) ? [...reports, 'long'] : reports
for (const name of ran) {
  const { passed, failed, skipped } = read(name)
  console.log(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`)
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
}
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)

function read(name) {
  try {
    const report = JSON.parse(readFileSync(join(rootDir, `.cache/test-results/${name}.json`), 'utf8'))
    if ('passed' in report) return { passed: report.passed, failed: report.failed, skipped: 0 }
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites, success } =
      report
    // A file that fails to load has no failed test in it, and a run can fail outside of any: neither may look like a success.
    const failed = numFailedTests || (success ? 0 : Math.max(1, numFailedTestSuites))
    return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests }
  } catch {
    console.log(`${name}: ended before it could report, which counts as a failure`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
}
