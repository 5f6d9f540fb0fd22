/** The projects `npm test` runs: what each contains, how long its tests may take, and which get a PostgreSQL. */
import { defineConfig } from 'vitest/config'
import { assetTypes } from './apps/web/build/asset-types.ts'

const second = 1_000
const minute = 60 * second
const globalSetup = ['./tools/vitest/global-setup.ts']
/**
 * How long `expect.poll` looks again, and a test may take. Neither says how fast anything is: a busy machine takes any time, and what
 * never comes is told soon enough.
 */
const patience = {
  expect: { poll: { timeout: 45 * second } },
  testTimeout: 2 * minute,
  hookTimeout: 5 * minute,
}

export default defineConfig({
  test: {
    pool: 'forks',
    // Two cores are what a small machine and most build services have; tests that measure nothing need no more.
    maxWorkers: 2,
    environment: 'node',
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'packages/*/src/**/*.test.ts',
            'apps/{server,cli,entra}/src/**/*.test.ts',
            '{bench,deploy,examples,tools}/**/*.test.ts',
          ],
          globalSetup,
          ...patience,
        },
      },
      {
        plugins: [assetTypes()],
        test: { name: 'web', include: ['apps/web/{src,build}/**/*.test.{ts,tsx}'], ...patience },
      },
      // The three below each start whole servers: one file at a time.
      {
        test: {
          name: 'interop',
          include: ['tests/interop/**/*.test.ts'],
          globalSetup,
          ...patience,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          testTimeout: 10 * minute,
          hookTimeout: 15 * minute,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup,
          ...patience,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
          testTimeout: 10 * minute,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          globalSetup,
          ...patience,
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
          testTimeout: 10 * minute,
        },
      },
    ],
  },
})
