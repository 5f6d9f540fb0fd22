/** Records that belong to no entity: report data, web events. They live in the partitions of the time series. */
import type { Database } from '../database.ts'
import type { Records } from '../measurements.ts'
import { selectAcross } from './across.ts'
import { deleteEntries, putEntry, type SeriesKey, selectEntry } from './time-series.ts'

/** No entity type begins with it. */
const seriesOf = (kind: string, group: string): SeriesKey => ({
  type: '#record',
  fqn: group,
  name: `${kind}:${group}`,
})

export function createRecords(database: Database): Records {
  return {
    async put(kind, group, records) {
      await database.transaction(async (tx) => {
        for (const { key, atMs, value } of records)
          await putEntry(tx, seriesOf(kind, group), key, atMs, value)
      })
    },
    async entry(kind, group, key) {
      return await selectEntry(database, seriesOf(kind, group), key)
    },
    async list(kind, group, query) {
      const { type, name } = seriesOf(kind, group)
      return await selectAcross(database, type, name, query)
    },
    async remove(kind, group, which) {
      return await deleteEntries(database, seriesOf(kind, group), which)
    },
  }
}
