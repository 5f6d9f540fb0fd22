/** Snapshots and time series of entities, checked against the definition that declares them. */
import { type Extension, problem, type Registry } from '@waymark/spec'
import { allOf, type Database, type Tx } from '../database.ts'
import type { Extensions } from '../engine.ts'
import { jsonEqual } from '../json-equal.ts'
import type { EntityLookup } from '../lineage/lineage.ts'
import type { Actor } from '../write-options.ts'
import { selectAcross, selectAcrossEntities } from './across.ts'
import { selectNewestParts } from './newest.ts'
import { deleteSnapshot, lockSnapshot, readSnapshots, writeSnapshot } from './snapshots.ts'
import { tellEntry } from './tell-entry.ts'
import {
  appendEntry,
  deleteEntries,
  lockSeries,
  putEntries,
  putEntry,
  type SeriesKey,
  selectEntry,
  selectSeries,
} from './time-series.ts'

/** The value without nulls, checked against the schema an extension declares; throws `body-invalid`. */
export type ExtensionCheck = (type: string, extension: string, value: unknown) => unknown

/** An entry that was checked, with its place in the series. */
interface Prepared {
  readonly entry: Readonly<Record<string, unknown>>
  readonly key: string
  readonly atMs: number
  /** Nothing but the time tells it from others. */
  readonly isKeyedByTime: boolean
}

type Stages = Extract<Extension, { kind: 'timeSeries' }>['stages']

/** Whether an entry would take a known one back to an earlier stage, or from one end to another. */
function goesBack(
  known: Readonly<Record<string, unknown>>,
  entry: Readonly<Record<string, unknown>>,
  stages: Stages,
): boolean {
  if (!stages) return false
  const [from, to] = [known[stages.member], entry[stages.member]]
  const stageOf = (value: unknown) => stages.values.findIndex((values) => values.includes(String(value)))
  if (stageOf(to) < stageOf(from)) return true
  return from !== to && stageOf(from) === stages.values.length - 1
}

/** Whether an entry is written as it comes: nobody is told of it, and whichever comes last counts. */
function isPlain({ toldAs, stages }: Extract<Extension, { kind: 'timeSeries' }>): boolean {
  return toldAs === undefined && !stages
}

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
  const seriesKey = (type: string, fqn: string, name: string, part?: string): SeriesKey => ({
    type,
    fqn,
    name: part === undefined ? name : `${name}:${part}`,
  })

  /** Whom entries of these series are about has to be there, unless a series says otherwise. */
  const requireEntity = async (type: string, fqn: string, names: readonly string[]): Promise<void> => {
    if (names.some((name) => !seriesOf(type, name).mayPrecedeEntity)) {
      await entities.idOf(type, { fqn }, 'all')
    }
  }

  const prepare = (type: string, name: string, posted: unknown): Prepared => {
    const extension = seriesOf(type, name)
    const entry = check(type, name, posted) as Readonly<Record<string, unknown>> // every series declares objects
    const given = entry[extension.timestamp]
    const atMs = typeof given === 'number' ? Math.trunc(given) : now()
    if (!Number.isSafeInteger(atMs) || atMs < 0) {
      throw problem('body-invalid', { field: extension.timestamp, expected: 'milliseconds since 1970.' })
    }
    const members = typeof extension.key === 'string' ? [extension.key] : (extension.key ?? [])
    const named = members.map((member) => String(entry[member] ?? atMs)).join(' ')
    const isKeyedByTime = members.length === 0
    const key = isKeyedByTime ? String(atMs) : named
    return { entry: { ...entry, [extension.timestamp]: atMs }, key, atMs, isKeyedByTime }
  }

  /** In a locked series. What is there already, or takes a run back to an earlier stage, changes and tells nothing. */
  const keep = async (
    tx: Tx,
    name: string,
    series: SeriesKey,
    { entry, key, atMs }: Prepared,
    by: Actor | undefined,
  ): Promise<void> => {
    const { toldAs, stages } = seriesOf(series.type, name)
    if (toldAs !== undefined || stages) {
      const known = await selectEntry(tx, series, key)
      if (known && (jsonEqual(known, entry) || goesBack(known, entry, stages))) return
    }
    await putEntry(tx, series, key, atMs, entry)
    if (toldAs === undefined) return
    await tellEntry(tx, series, toldAs, entry, { userName: by?.name ?? 'system', nowMs: now() })
  }

  return {
    async putSnapshot(type, key, name, value) {
      requireSnapshot(type, name)
      const checked = check(type, name, value)
      await writeSnapshot(database, await entities.idOf(type, key, 'all'), name, checked)
    },
    async changeSnapshot(type, key, name, change) {
      requireSnapshot(type, name)
      const id = await entities.idOf(type, key, 'all')
      await database.transaction(async (tx) => {
        await lockSnapshot(tx, id, name)
        const before = (await readSnapshots(tx, [id], [name])).get(id)?.[name]
        await writeSnapshot(tx, id, name, check(type, name, await change(before)))
      })
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

    async append(type, fqn, name, posted, part, by) {
      const prepared = prepare(type, name, posted)
      await requireEntity(type, fqn, [name])
      const { entry, key, atMs } = prepared
      const series = seriesKey(type, fqn, name, part)
      if (isPlain(seriesOf(type, name))) return await appendEntry(database, series, key, atMs, entry)
      await database.transaction(async (tx) => {
        await lockSeries(tx, series, key)
        await keep(tx, name, series, prepared, by)
      })
    },
    async appendAll(type, fqn, entries, by) {
      const prepared = entries.map(({ name, entry, part }) => ({
        name,
        series: seriesKey(type, fqn, name, part),
        ...prepare(type, name, entry),
      }))
      await requireEntity(
        type,
        fqn,
        entries.map(({ name }) => name),
      )
      // A profile has an entry for each column: those that nobody is told about, and that have no stages, go together.
      const [plain, others] = [
        prepared.filter(({ name }) => isPlain(seriesOf(type, name))),
        prepared.filter(({ name }) => !isPlain(seriesOf(type, name))),
      ]
      await database.transaction(async (tx) => {
        await allOf([
          lockSeries(tx, { type, fqn, name: '*' }),
          putEntries(
            tx,
            { type, fqn },
            plain.map(({ series, ...one }) => ({ ...one, name: series.name })),
          ),
        ])
        for (const one of others) await keep(tx, one.name, one.series, one, by)
      })
    },
    async newestParts(type, fqn, name) {
      seriesOf(type, name)
      return await selectNewestParts(database, { type, fqn, name })
    },
    async acrossEntities(type, names, query) {
      for (const name of names) seriesOf(type, name)
      return await selectAcrossEntities(database, type, names, query)
    },
    async appendAfter(type, fqn, name, next, by) {
      const series = seriesKey(type, fqn, name)
      return await database.transaction(async (tx) => {
        await lockSeries(tx, series)
        const [newest] = await selectSeries(tx, series, { limit: 1 })
        const made = next(newest)
        if (!made) return undefined
        const prepared = prepare(type, name, made)
        await requireEntity(type, fqn, [name])
        await keep(tx, name, series, prepared, by)
        return prepared.entry
      })
    },
    async across(type, name, query) {
      seriesOf(type, name)
      return await selectAcross(database, type, name, query)
    },
    async remove(type, fqn, name, { part, ...which }) {
      seriesOf(type, name)
      return await deleteEntries(database, seriesKey(type, fqn, name, part), which)
    },
    async entry(type, fqn, name, key) {
      seriesOf(type, name)
      return await selectEntry(database, seriesKey(type, fqn, name), key)
    },
    async series(type, fqn, name, { part, ...window }) {
      seriesOf(type, name)
      return await selectSeries(database, seriesKey(type, fqn, name, part), window)
    },
  }
}
