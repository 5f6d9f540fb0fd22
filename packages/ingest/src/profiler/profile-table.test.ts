/** What is measured of a table, and the numbers of columns on two real databases. */
import { describe, expect, it } from 'vitest'
import type { ReadTable } from '../sql/chosen-tables.ts'
import type { Sample } from '../sql/sql-text.ts'
import { profileConformance } from '../testing/profile-conformance.ts'
import { postgresEngine, sqliteEngine } from '../testing/sql-engines.ts'
import { sampleOf } from './sample.ts'

profileConformance('PostgreSQL', postgresEngine)
profileConformance('SQLite', sqliteEngine)

describe('the rows to measure', () => {
  const config = (profileSampleConfig: object) => ({ profileSampleConfig })
  it.each<[string, object, object, number, Sample]>([
    ['all, where nothing is said', {}, {}, 5_000_000, { kind: 'all' }],
    [
      'the share of an old file',
      {},
      { profileSample: 85 },
      10,
      { kind: 'percentage', percent: 85, method: 'BERNOULLI' },
    ],
    [
      'the rows of a new file',
      {},
      config({ sampleConfigType: 'STATIC', config: { profileSample: 500, profileSampleType: 'ROWS' } }),
      10,
      { kind: 'rows', rows: 500, random: false },
    ],
    [
      "the table's own before the file's",
      config({ sampleConfigType: 'STATIC', config: { profileSample: 7 } }),
      { profileSample: 85 },
      10,
      { kind: 'percentage', percent: 7, method: 'BERNOULLI' },
    ],
    [
      'the highest threshold that is reached',
      {},
      config({
        sampleConfigType: 'DYNAMIC',
        config: {
          thresholds: [
            { rowCountThreshold: 10, profileSample: 50 },
            { rowCountThreshold: 1000, profileSample: 5 },
          ],
        },
      }),
      2000,
      { kind: 'percentage', percent: 5, method: 'BERNOULLI' },
    ],
    [
      'all of a small table by itself',
      {},
      config({ sampleConfigType: 'DYNAMIC', config: {} }),
      99_999,
      { kind: 'all' },
    ],
    [
      'a part of a large one',
      {},
      config({ sampleConfigType: 'DYNAMIC', config: { smartSampling: true } }),
      1_000_000,
      { kind: 'percentage', percent: 10, method: 'BERNOULLI' },
    ],
  ])('are %s', (_, own, file, rows, expected) => {
    expect(
      sampleOf({ tableProfilerConfig: own } as unknown as ReadTable, file as Record<string, unknown>, rows),
    ).toEqual(expected)
  })
})
