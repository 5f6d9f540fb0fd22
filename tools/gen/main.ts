/** Writes every file that follows from the code: run by `npm run gen`; tests fail while one is out of date. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describeApi } from '@waymark/api'
import { commandsPage } from './commands-page.ts'
import { connectionsPage } from './connections-page.ts'
import { entitiesPage } from './entities-page.ts'
import { metricsPage } from './metrics-page.ts'
import { problemsPage } from './problems-page.ts'

const root = new URL('../../', import.meta.url)

function write(path: string, content: string): void {
  writeFileSync(new URL(path, root), content)
  console.log(path)
}

write('docs/reference/openapi.json', `${JSON.stringify(await describeApi(), undefined, 2)}\n`)
write('docs/reference/problems.md', problemsPage())
write('docs/reference/commands.md', commandsPage())
write('docs/reference/metrics.md', await metricsPage())
write('docs/reference/entities.md', entitiesPage())
write('docs/reference/connections.md', connectionsPage())
// The settings are the server's own: its script writes their page.
const script = fileURLToPath(new URL('apps/server/src/config/write-reference.ts', root))
process.stdout.write(execFileSync(process.execPath, [script]))
