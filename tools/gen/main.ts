/** Writes every file that follows from the code: run by `npm run gen`; tests fail while one is out of date. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)

/** Scripts that each write one file and print its path. */
const generators = [
  'tools/gen/openapi.ts',
  'tools/gen/problems.ts',
  'apps/server/src/config/write-reference.ts',
]

for (const script of generators) {
  const path = fileURLToPath(new URL(script, root))
  process.stdout.write(execFileSync(process.execPath, [path], { cwd: fileURLToPath(root) }))
}
