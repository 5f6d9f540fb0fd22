/** Reads a source from beginning to end, for the tests of a connector. */
import type { Connector, FilterKind, ReadContext } from '../connector.ts'
import { compileFilter, type FilterPattern } from '../name-filter.ts'
import type { EntityRecord, SourceRecord } from '../source-record.ts'

export interface ReadAllOptions {
  /** Default `svc`. */
  readonly serviceName?: string
  readonly patterns?: Partial<Record<FilterKind, FilterPattern>>
  readonly options?: Partial<ReadContext['options']>
}

/** Every record in the connector's order; the source is closed afterwards. */
export async function readAll<Config>(
  connector: Connector<Config>,
  config: Config,
  { serviceName = 'svc', patterns = {}, options = {} }: ReadAllOptions = {},
): Promise<SourceRecord[]> {
  const { signal } = new AbortController()
  const source = await connector.open(config, signal)
  try {
    const read = source.read({
      serviceName,
      filters: { filter: (kind) => compileFilter(patterns[kind]), useFqn: false },
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
    })
    return await Array.fromAsync(read)
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
