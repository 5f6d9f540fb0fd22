/**
 * Takes every check of the token validator out, one at a time, and shows that some test then fails:
 * `node tools/mutation/main.ts [part of a file name …]`. A check that nothing misses is named, and the exit code is 1.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { idOf, listChecks } from './removed-check.ts'

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url))
const config = fileURLToPath(new URL('vitest.config.ts', import.meta.url))

/** They notice most, and are asked first: the whole run takes long. */
const nearest = ['token-corpus', 'authenticate.test', 'sign-in.test']

/** True when the tests noticed. */
async function isMissed(check: string): Promise<boolean> {
  return (await fails(check, nearest)) || (await fails(check, []))
}

function fails(check: string, tests: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, [vitest, 'run', '--config', config, ...tests], {
    stdio: 'ignore',
    env: { ...process.env, WAYMARK_REMOVED_CHECK: check },
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => resolve(code !== 0))
  })
}

const wanted = process.argv.slice(2)
const checks = listChecks().filter(
  ({ file }) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
)

// Nothing is proven by tests that fail anyway.
if (await isMissed('none#0')) {
  console.error(
    'The tests of identity fail as they are. Correct that first: npx vitest run packages/identity',
  )
  process.exit(2)
}
let unnoticed = 0
for (const check of checks) {
  const noticed = await isMissed(idOf(check))
  if (!noticed) unnoticed += 1
  console.log(`${noticed ? '✔' : '✘ nothing fails without'} ${check.file}:${check.line} ${check.text}`)
}
console.log(`${checks.length - unnoticed} of ${checks.length} checks are missed when they are gone.`)
process.exit(unnoticed === 0 ? 0 : 1)
