import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { measureFirstLoad, scriptBudgetBytes } from '../scripts/first-load.ts'

const outDir = mkdtempSync(join(tmpdir(), 'waymark-web-'))

beforeAll(() => {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js')
  // A process of its own: inside a test run, libraries would bring their development halves along.
  execFileSync(
    process.execPath,
    [vite, 'build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'error'],
    { cwd: join(import.meta.dirname, '..'), env: { ...process.env, NODE_ENV: 'production' }, stdio: 'pipe' },
  )
})
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
