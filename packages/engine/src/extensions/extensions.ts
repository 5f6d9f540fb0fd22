/** Snapshots and time series of entities, checked against the definition that declares them. */
import { problem, type Registry } from '@waymark/spec'
import type { Database } from '../database.ts'
import type { Extensions } from '../engine.ts'
import type { EntityLookup } from '../lineage/lineage.ts'
import { deleteSnapshot, readSnapshots, writeSnapshot } from './snapshots.ts'
import { appendEntry, type SeriesKey, selectEntry, selectSeries } from './time-series.ts'

/** The value without nulls, checked against the schema an extension declares; throws `body-invalid`. */
export type ExtensionCheck = (type: string, extension: string, value: unknown) => unknown

export function createExtensions(deps: {
  readonly database: Database
  readonly registry: Registry
  readonly entities: EntityLookup
  readonly check: ExtensionCheck
  readonly now: () => number
}): Extensions {
  const { database, registry, entities, check, now } = deps

  const seriesOf = (type: string, name: string) => {
    const extension = registry.byType(type).extensions[name]
    if (extension?.kind !== 'timeSeries') throw new RangeError(`${type} declares no time series '${name}'`)
    return extension
  }
  const requireSnapshot = (type: string, name: string) => {
    if (registry.byType(type).extensions[name]?.kind !== 'snapshot') {
      throw new RangeError(`${type} declares no snapshot '${name}'`)
    }
  }
  const seriesKey = (type: string, fqn: string, name: string): SeriesKey => ({ type, fqn, name })

  return {
    async putSnapshot(type, key, name, value) {
      requireSnapshot(type, name)
      const checked = check(type, name, value)
      await writeSnapshot(database, await entities.idOf(type, key, 'all'), name, checked)
    },
    async snapshot(type, key, name) {
      requireSnapshot(type, name)
      const id = await entities.idOf(type, key, 'all')
      return (await readSnapshots(database, [id], [name])).get(id)?.[name]
    },
    async deleteSnapshot(type, key, name) {
      requireSnapshot(type, name)
      await deleteSnapshot(database, await entities.idOf(type, key, 'all'), name)
    },

    async append(type, fqn, name, posted) {
      const extension = seriesOf(type, name)
      const entry = check(type, name, posted) as Readonly<Record<string, unknown>> // every series declares objects
      if (!extension.mayPrecedeEntity) await entities.idOf(type, { fqn }, 'all')
      const given = entry[extension.timestamp]
      const atMs = typeof given === 'number' ? Math.trunc(given) : now()
      if (!Number.isSafeInteger(atMs) || atMs < 0) {
        throw problem('body-invalid', { field: extension.timestamp, expected: 'milliseconds since 1970.' })
      }
      const key = extension.key === undefined ? String(atMs) : String(entry[extension.key] ?? atMs)
      await appendEntry(database, seriesKey(type, fqn, name), key, atMs, {
        ...entry,
        [extension.timestamp]: atMs,
      })
    },
    async entry(type, fqn, name, key) {
      seriesOf(type, name)
      return await selectEntry(database, seriesKey(type, fqn, name), key)
    },
    async series(type, fqn, name, window) {
      seriesOf(type, name)
      return await selectSeries(database, seriesKey(type, fqn, name), window)
    },
  }
}
