/** What a log adds up to by day: how often tables were used and joined, and what queries cost. */
import { buildFqn, splitFqn } from '@waymark/spec'
import { isRefusal } from '../runner/refusal.ts'
import type { RunContext } from '../runner/run-context.ts'
import { createTaskPool } from '../runner/task-pool.ts'
import type { LoggedQuery } from '../sql-access.ts'
import type { CatalogTable } from './known-tables.ts'
import type { TableJoin } from './read-statement.ts'

export interface UsageCounts {
  /** @param day - `2026-01-31` @param runs - how many runs of the query the day had */
  add(
    day: string,
    runs: number,
    seen: {
      readonly name: string
      readonly query: LoggedQuery
      readonly tables: readonly CatalogTable[]
      readonly joins: readonly TableJoin[]
    },
  ): void
  /** Sends all days, each of which replaces what was reported of it before. The queries are in the catalog by then. */
  send(): Promise<void>
}

interface Cost {
  cost: number
  count: number
  durationMs: number
}

interface Day {
  readonly tables: Map<string, number>
  /** By table: runs by its column and the column it is joined with. */
  readonly joins: Map<string, Map<string, { readonly column: string; readonly other: string; runs: number }>>
  /** By table: runs by the table it is joined with. */
  readonly joinedTables: Map<string, Map<string, number>>
  readonly costs: Map<string, Cost>
}

const inFlight = 4

export function createUsageCounts(context: RunContext): UsageCounts {
  const { client, registry, workflow, signal } = context
  const withCosts = workflow.options.sourceConfig.processQueryCostAnalysis !== false
  const days = new Map<string, Day>()

  function countJoins(day: Day, joins: readonly TableJoin[], runs: number): void {
    const pairs = new Set<string>()
    for (const { table, column, otherTable, otherColumn } of joins) {
      const other = buildFqn(...splitFqn(otherTable.fullyQualifiedName), otherColumn)
      const columns = entry(day.joins, table.id, () => new Map())
      entry(columns, `${column}\0${other}`, () => ({ column, other, runs: 0 })).runs += runs
      const pair = `${table.id} ${otherTable.id}`
      if (pairs.has(pair)) continue
      pairs.add(pair)
      const tables = entry(day.joinedTables, table.id, () => new Map<string, number>())
      tables.set(otherTable.fullyQualifiedName, (tables.get(otherTable.fullyQualifiedName) ?? 0) + runs)
    }
  }

  async function sendDay(date: string, day: Day): Promise<void> {
    const pool = createTaskPool(inFlight)
    const send = async (method: string, path: string, body: object) => {
      await pool.start(async () => {
        await client.request(method, path, { body, signal })
      })
    }
    for (const [id, count] of day.tables) await send('POST', `/v1/usage/table/${id}`, { date, count })
    for (const [id, columns] of day.joins)
      await send('PUT', `/v1/tables/${id}/joins`, joinsOf(date, day, id, columns))
    for (const [name, cost] of day.costs) await pool.start(() => sendCost(date, name, cost))
    await pool.idle()
    for (const type of ['table', 'database'])
      await client.request('POST', `/v1/usage/compute.percentile/${type}/${date}`, { signal })
  }

  async function sendCost(date: string, name: string, { cost, count, durationMs }: Cost): Promise<void> {
    const fqn = buildFqn(workflow.serviceName, name)
    const query = await client.entity(registry.byType('query')).find({ fqn }, { signal })
    // What the catalog refused was told already.
    if (!query) return
    const record = {
      timestamp: Date.parse(date),
      queryReference: { id: query.id, type: 'query' },
      cost,
      count,
      totalDuration: durationMs / 1000,
    }
    try {
      await client.request('POST', '/v1/queryCostRecord', { body: record, signal })
    } catch (error) {
      if (!isRefusal(error)) throw error
      const message = `What it cost was refused: ${error.message}`
      context.report({ severity: 'warning', type: 'query', fullyQualifiedName: fqn, message })
    }
  }

  return {
    add(date, runs, { name, query, tables, joins }) {
      const day = entry(
        days,
        date,
        (): Day => ({
          tables: new Map(),
          joins: new Map(),
          joinedTables: new Map(),
          costs: new Map(),
        }),
      )
      for (const { id } of tables) day.tables.set(id, (day.tables.get(id) ?? 0) + runs)
      countJoins(day, joins, runs)
      if (!withCosts || query.cost === undefined) return
      const sum = entry(day.costs, name, (): Cost => ({ cost: 0, count: 0, durationMs: 0 }))
      sum.cost += query.cost
      sum.count += query.count ?? 1
      sum.durationMs += query.durationMs ?? 0
    },
    async send() {
      for (const [date, day] of days) await sendDay(date, day)
    },
  }
}

/** As the published client words them: one day, every column with those it was joined with. */
function joinsOf(
  date: string,
  day: Day,
  id: string,
  columns: Day['joins'] extends Map<string, infer C> ? C : never,
) {
  const byColumn = Map.groupBy(columns.values(), ({ column }) => column)
  return {
    startDate: date,
    dayCount: 1,
    columnJoins: [...byColumn].map(([columnName, joined]) => ({
      columnName,
      joinedWith: joined.map(({ other, runs }) => ({ fullyQualifiedName: other, joinCount: runs })),
    })),
    directTableJoins: [...(day.joinedTables.get(id) ?? [])].map(([fullyQualifiedName, joinCount]) => ({
      fullyQualifiedName,
      joinCount,
    })),
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key) ?? make()
  map.set(key, found)
  return found
}
