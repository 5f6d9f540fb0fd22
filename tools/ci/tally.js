/** Adds up what the checks and the test projects reported, and closes a build with one line that people and programs read. */
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
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
// Last, because readers of a build's output often see its end alone.
for (const { name, message } of ran.flatMap(failedTests)) console.log(`\n✘ ${name}\n  ${message}`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)

function reportOf(name) {
  return JSON.parse(readFileSync(join(rootDir, `.cache/test-results/${name}.json`), 'utf8'))
}

/** What failed, with the first lines of why; nothing for a report that is missing or of another kind. */
function failedTests(report) {
  try {
    const files = reportOf(report).testResults ?? []
    return files.flatMap(({ name: file, message, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === 'failed')
      const where = `${report}: ${relative(rootDir, file)}`
      if (failed.length === 0) return message ? [{ name: where, message: firstLines(message) }] : []
      return failed.map(({ fullName, failureMessages }) => ({
        name: `${where} > ${fullName}`,
        message: firstLines(failureMessages.join('\n')),
      }))
    })
  } catch {
    return []
  }
}

function firstLines(text) {
  return text.split('\n').slice(0, 6).join('\n  ').slice(0, 1000)
}

function read(name) {
  try {
    const report = reportOf(name)
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
