import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { measureFirstLoad, scriptBudgetBytes } from '../scripts/first-load.ts'

const outDir = mkdtempSync(join(tmpdir(), 'waymark-web-'))

beforeAll(async () => {
  await build({
    configFile: join(import.meta.dirname, '../vite.config.ts'),
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  })
}, 120_000)
afterAll(() => rmSync(outDir, { recursive: true, force: true }))

test('the first load stays within its budget, and the heavy parts are not in it', () => {
  const load = measureFirstLoad(outDir)
  expect(load.scriptBytes).toBeGreaterThan(50_000)
  expect(load.scriptBytes).toBeLessThanOrEqual(scriptBudgetBytes)
  const names = load.scripts.map(({ file }) => file).join(' ')
  for (const heavy of ['lineage-canvas', 'rendered-markdown', 'versions-panel', 'schema-grid', 'palette-']) {
    expect(names).not.toContain(heavy)
  }
})
