/** The import rules against a checkout that breaks them: a rule that matches nothing would look like one that is kept. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** File, what it imports, and the rule that forbids it; undefined where none does. */
const imports: [from: string, to: string, rule: string | undefined][] = [
  ['apps/web/src/a.ts', 'packages/engine/src/target.ts', 'arrows-of-apps-web'],
  ['apps/entra/src/a.ts', 'packages/spec/src/target.ts', 'arrows-of-apps-entra'],
  ['apps/cli/src/a.ts', 'apps/entra/src/target.ts', 'arrows-of-apps-cli'],
  ['packages/spec/src/a.ts', 'packages/client/src/target.ts', 'arrows-of-packages-spec'],
  ['packages/engine/src/a.ts', 'packages/identity/src/target.ts', 'arrows-of-packages-engine'],
  ['packages/engine/src/a.test.ts', 'packages/identity/src/target.ts', 'arrows-of-tests-in-packages-engine'],
  ['packages/engine/src/b.test.ts', 'tools/postgres/index.ts', undefined],
  ['packages/engine/src/c.ts', 'tools/postgres/index.ts', 'arrows-of-packages-engine'],
  ['packages/api/src/a.ts', 'packages/spec/src/target.ts', 'packages-through-their-door'],
  [
    'packages/connectors/src/mysql/a.ts',
    'packages/connectors/src/oracle/target.ts',
    'connectors-never-see-each-other',
  ],
  ['tests/e2e/a.test.ts', 'apps/server/src/main.ts', 'arrows-of-tests-in-tests'],
  ['tools/a.ts', 'apps/server/src/embedded-postgres/index.ts', undefined],
  ['tools/b.ts', 'apps/server/src/main.ts', 'arrows-of-tools'],
  ['packages/ingest/src/cycle-a.ts', 'packages/ingest/src/cycle-b.ts', 'no-cycles'],
  // A cycle is reported where it is found first.
  ['packages/ingest/src/cycle-b.ts', 'packages/ingest/src/cycle-a.ts', undefined],
]

test('every arrow that is not drawn is refused, also for types only', () => {
  const dir = mkdtempSync(join(tmpdir(), 'waymark-arrows-'))
  try {
    for (const [, to] of imports) write(join(dir, to), 'export type Target = string\n')
    for (const [from, to] of imports) {
      const path = `${'../'.repeat(from.split('/').length - 1)}${to}`
      write(join(dir, from), `import type { Target } from '${path}'\nexport type A = Target\n`)
    }
    write(join(dir, 'tsconfig.json'), '{}')
    copyFileSync(join(root, '.dependency-cruiser.cjs'), join(dir, '.dependency-cruiser.cjs'))
    const found = violationsIn(dir)
    for (const [from, to, rule] of imports) {
      const rules = found
        .filter((violation) => violation.from === from && violation.to === to)
        .map(({ rule }) => rule.name)
      expect({ from, to, rules }).toEqual({
        from,
        to,
        rules: rule === undefined ? [] : expect.arrayContaining([rule]),
      })
    }
  } finally {
    rmSync(dir, { recursive: true })
  }
})

function violationsIn(dir: string): { from: string; to: string; rule: { name: string } }[] {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const options = [
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
    'packages',
    'apps',
    'tests',
    'tools',
  ]
  const { stdout } = spawnSync(process.execPath, [program, ...options], {
    cwd: dir,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return JSON.parse(stdout).summary.violations
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
