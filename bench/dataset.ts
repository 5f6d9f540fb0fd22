/** A catalog to measure on: the same tables for the same numbers, wherever and whenever it is made. */

export interface TableBody {
  readonly name: string
  readonly description: string
  readonly databaseSchema: string
  readonly tableType: string
  readonly columns: readonly Record<string, unknown>[]
  readonly tags: readonly Record<string, unknown>[]
}

/** mulberry32: small, fast, and the same everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const layers = ['raw', 'stg', 'int', 'dim', 'fct', 'agg', 'rpt', 'tmp']
const subjects = [
  'orders', 'customers', 'invoices', 'payments', 'shipments', 'products', 'suppliers', 'meters', 'readings', 'tariffs', 'grids',
  'stations', 'contracts', 'employees', 'sessions', 'clicks', 'campaigns', 'refunds', 'stock', 'prices', 'routes', 'vehicles',
  'tickets', 'devices', 'alerts', 'forecasts', 'weather', 'budgets', 'accounts', 'ledgers',
] // biome-ignore format: a vocabulary
const grains = ['daily', 'hourly', 'monthly', 'latest', 'history', 'snapshot', 'by_region', 'by_channel']
const columnNouns = [
  'id', 'name', 'amount', 'currency', 'created_at', 'updated_at', 'status', 'country', 'city', 'email', 'phone', 'quantity', 'price',
  'discount', 'tax', 'source', 'channel', 'region', 'score', 'category', 'valid_from', 'valid_to', 'comment', 'batch', 'hash',
] // biome-ignore format: a vocabulary
const prose = [
  'one', 'row', 'per', 'event', 'loaded', 'every', 'night', 'from', 'the', 'source', 'system', 'cleaned', 'joined', 'with', 'master',
  'data', 'used', 'in', 'reports', 'of', 'sales', 'and', 'finance', 'keeps', 'history', 'owned', 'by', 'platform', 'team', 'contains',
  'personal', 'values', 'aggregated', 'for', 'dashboards', 'late', 'arrivals', 'are', 'corrected', 'next', 'day',
] // biome-ignore format: a vocabulary
export const tagNames = ['PII.Sensitive', 'PII.None', 'Tier.Tier1', 'Tier.Tier2', 'Tier.Tier3']

const tablesPerSchema = 2500

export interface Dataset {
  readonly schemas: readonly string[]
  /** The bodies of some tables, by their number. */
  bodies(from: number, to: number): TableBody[]
  /** Fully qualified name of a table. */
  fqn(table: number): string
  /** Queries of one common word, two words and one rare word, a third each. */
  queries(count: number): string[]
}

/** @param service - the service that the schemas stand in */
export function dataset(service: string, tables: number): Dataset {
  const schemas = Array.from({ length: Math.ceil(tables / tablesPerSchema) }, (_, at) => `area_${at}`)
  const pick = <T>(random: () => number, list: readonly T[]): T =>
    list[Math.floor(random() * list.length)] as T // never empty
  const nameOf = (table: number) => {
    const random = seededRandom(table * 7 + 1)
    const parts = [pick(random, layers), pick(random, subjects), pick(random, grains)]
    return `${parts.join('_')}_${String(table).padStart(6, '0')}`
  }
  const schemaOf = (table: number) => `${service}.shop.${schemas[Math.floor(table / tablesPerSchema)]}`
  const body = (table: number): TableBody => {
    const random = seededRandom(table * 7 + 2)
    const sentence = (words: number) => Array.from({ length: words }, () => pick(random, prose)).join(' ')
    const columns = Array.from({ length: 10 + Math.floor(random() * 11) }, (_, at) => ({
      name: `${pick(random, columnNouns)}_${at}`,
      dataType: pick(random, ['BIGINT', 'TEXT', 'TIMESTAMP', 'DOUBLE']),
      description: sentence(6),
    }))
    const tagFQN = random() < 0.3 ? pick(random, tagNames) : undefined
    return {
      name: nameOf(table),
      description: `${pick(random, subjects)} ${sentence(12)}`,
      databaseSchema: schemaOf(table),
      tableType: random() < 0.2 ? 'View' : 'Regular',
      columns,
      tags: tagFQN ? [{ tagFQN, source: 'Classification', labelType: 'Manual', state: 'Confirmed' }] : [],
    }
  }
  return {
    schemas,
    bodies: (from, to) => Array.from({ length: to - from }, (_, at) => body(from + at)),
    fqn: (table) => `${schemaOf(table)}.${nameOf(table)}`,
    queries(count) {
      const random = seededRandom(99)
      return Array.from({ length: count }, (_, at) => {
        if (at % 3 === 0) return pick(random, subjects)
        if (at % 3 === 1) return `${pick(random, subjects)} ${pick(random, grains).replace('_', ' ')}`
        return String(Math.floor(random() * tables)).padStart(6, '0')
      })
    },
  }
}
