/** Reads a source from beginning to end, for the tests of a connector. */
import type { Connector, FilterKind, ReadContext } from '../connector.ts'
import { compileFilter, type FilterPattern } from '../name-filter.ts'
import type { EntityRecord, SourceRecord } from '../source-record.ts'

export interface ReadOptions {
  /** Default `svc`. */
  readonly serviceName?: string
  /** Default: every name passes. */
  readonly patterns?: Partial<Record<FilterKind, FilterPattern>>
  /** Patterns are matched against fully qualified names. Default false. */
  readonly useFqn?: boolean
  /** Default: everything is wanted. */
  readonly options?: Partial<ReadContext['options']>
  readonly signal?: AbortSignal
}

/** What a connector is asked to read: everything, but for what is said otherwise. */
export function readContext({
  serviceName = 'svc',
  patterns = {},
  useFqn = false,
  options = {},
  signal = new AbortController().signal,
}: ReadOptions = {}): ReadContext {
  return {
    serviceName,
    filters: { filter: (kind) => compileFilter(patterns[kind]), useFqn },
    options: {
      includeTables: true,
      includeViews: true,
      includeStoredProcedures: true,
      includeLineage: true,
      sourceConfig: {},
      ...options,
    },
    signal,
    log: () => undefined,
  }
}

/**
 * Every record in the connector's order; the source is closed afterwards.
 * @param onRecord - called with each record before the next one is asked for
 */
export async function readAll<Config>(
  connector: Connector<Config>,
  config: Config,
  options: ReadOptions = {},
  onRecord: (record: SourceRecord) => void = () => undefined,
): Promise<SourceRecord[]> {
  const context = readContext(options)
  const source = await connector.open(config, context.signal)
  const records: SourceRecord[] = []
  try {
    for await (const record of source.read(context)) {
      records.push(record)
      onRecord(record)
    }
    return records
  } finally {
    await source.close()
  }
}

/** The one entity of a type and bare name. @throws Error when it was not read */
export function entityOf(records: readonly SourceRecord[], type: string, name: string): EntityRecord {
  const found = records.find(
    (record) => record.kind === 'entity' && record.type === type && record.body.name === name,
  )
  if (found?.kind !== 'entity') throw new Error(`no ${type} '${name}' was read`)
  return found
}
