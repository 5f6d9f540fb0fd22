/** The tests of identity with one check taken out of the source, named in WAYMARK_REMOVED_CHECK. */
import { defineConfig } from 'vitest/config'
import { parseId, withoutCheck } from './removed-check.ts'

const removed = parseId(process.env.WAYMARK_REMOVED_CHECK ?? '')

export default defineConfig({
  plugins: [
    {
      name: 'removed-check',
      enforce: 'pre',
      transform: (code, id) =>
        id.endsWith(`/packages/identity/src/${removed.file}`)
          ? { code: withoutCheck(code, removed), map: null }
          : undefined,
    },
  ],
  cacheDir: `node_modules/.vite/without-${removed.file.replaceAll('/', '-')}-${removed.index}`,
  test: {
    // Vitest keeps transformed modules between runs, by a key that knows nothing of the check: one removed check would stand in for all.
    fsModuleCache: false,
    root: new URL('../..', import.meta.url).pathname,
    include: ['packages/identity/src/**/*.test.ts'],
    globalSetup: ['./tools/vitest/global-setup.ts'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    bail: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
