/**
 * Takes every check of the token validator out, one at a time, and shows that some test then fails:
 * `node tools/mutation/main.ts [part of a file name …]`. A check that nothing misses is named, and the exit code is 1.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startTestPostgres } from '../postgres/index.ts'
import { idOf, listChecks } from './removed-check.ts'

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url))
const config = fileURLToPath(new URL('vitest.config.ts', import.meta.url))

/** What notices most is asked first, by the start of the check's file; everything is asked where that says nothing. */
const nearest: Readonly<Record<string, readonly string[]>> = {
  'token/validate-id-token': ['relying-party.test', 'sign-in.test'],
  'token/validate-oidc': ['authenticate.test', 'token-corpus'],
  'token/validate-own': ['own-tokens.test', 'token-corpus'],
  'token/principal-of': ['own-tokens.test', 'authenticate.test'],
  'token/': ['token-corpus'],
  'key-set': ['key-store.test'],
  'own-tokens': ['own-tokens.test'],
  'pre-login': ['sign-in.test'],
}
const nearestOtherwise = ['authenticate.test', 'sign-in.test']

/** The first test that fails without the check; undefined when none does. */
async function missedBy(check: string, file: string): Promise<string | undefined> {
  const [, near = nearestOtherwise] = Object.entries(nearest).find(([start]) => file.startsWith(start)) ?? []
  return (await failing(check, near)) ?? (await failing(check, []))
}

async function failing(check: string, tests: readonly string[]): Promise<string | undefined> {
  const report = join(scratch, 'report.json')
  rmSync(report, { force: true })
  const args = ['run', '--config', config, '--reporter', 'json', '--outputFile', report, ...tests]
  const child = spawn(process.execPath, [vitest, ...args], {
    stdio: 'ignore',
    env: { ...process.env, WAYMARK_REMOVED_CHECK: check, WAYMARK_TEST_DATABASE_URL: postgres.url },
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', resolve)
  })
  return code === 0 ? undefined : firstFailure(readFileSync(report, 'utf8'))
}

/** @throws when no test failed and yet the run did: that says nothing about the check */
function firstFailure(report: string): string {
  const { testResults } = JSON.parse(report) as Report // Vitest's own report, as its documentation has it
  for (const { assertionResults } of testResults)
    for (const { status, fullName } of assertionResults) if (status === 'failed') return fullName
  throw new Error(`No test could be run: ${testResults.map(({ message }) => message).join(' ')}`)
}

interface Report {
  readonly testResults: readonly {
    readonly message: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

const wanted = process.argv.slice(2)
const checks = listChecks().filter(
  ({ file }) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
)
const scratch = mkdtempSync(join(tmpdir(), 'waymark-mutation-'))
const postgres = await startTestPostgres()
try {
  // Nothing is proven by tests that fail anyway.
  const already = await failing('none#0', [])
  if (already !== undefined)
    throw new Error(`A test of identity fails as it is: ${already}. Correct that first.`)
  let unnoticed = 0
  for (const check of checks) {
    const by = await missedBy(idOf(check), check.file)
    if (by === undefined) unnoticed += 1
    const place = `${check.file}:${check.line} ${check.text}`
    console.log(by === undefined ? `✘ nothing fails without ${place}` : `✔ ${place}\n    ${by}`)
  }
  console.log(`${checks.length - unnoticed} of ${checks.length} checks are missed when they are gone.`)
  if (unnoticed > 0) process.exitCode = 1
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
} finally {
  await postgres.stop()
  rmSync(scratch, { recursive: true, force: true })
}
