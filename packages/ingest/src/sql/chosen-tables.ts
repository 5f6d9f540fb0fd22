/** The tables of a service that a run is about, as the catalog has them, narrowed by the filters of the file. */
import { buildFqn, type CustomMetric, quoteName, splitFqn, type Table, type TagLabel } from '@waymark/spec'
import type { RunContext } from '../runner/run-context.ts'

/** A table as it is read with the fields that its measuring needs. */
export type ReadTable = Table & {
  readonly tableProfilerConfig?: Readonly<Record<string, unknown>>
  readonly customMetrics?: readonly CustomMetric[]
}

/** Where a table stands, by bare names. */
export interface TablePlace {
  readonly database: string
  readonly schema: string
  readonly name: string
}

export function placeOf(fullyQualifiedName: string): TablePlace {
  const [, database = '', schema = '', name = ''] = splitFqn(fullyQualifiedName)
  return { database, schema, name }
}

/** Names of the databases of the service that the filter lets pass. */
export async function chosenDatabases(context: RunContext): Promise<string[]> {
  const { workflow, client, registry, account, signal } = context
  const names: string[] = []
  const filters = { service: quoteName(workflow.serviceName) }
  for await (const { name } of client.entity(registry.byType('database')).list({ filters, signal })) {
    const fqn = buildFqn(workflow.serviceName, name)
    const rejected = workflow.filters.filter('database').rejects(workflow.filters.useFqn ? fqn : name)
    if (rejected === undefined) names.push(name)
    else account.filtered()
  }
  return names
}

const viewTypes: ReadonlySet<string> = new Set(['View', 'SecureView', 'MaterializedView'])

export function isView(table: Table): boolean {
  return viewTypes.has(table.tableType ?? '')
}

/**
 * Tables of one database, page by page.
 * @param fields - what of each table is needed beside its own members
 */
export async function* chosenTables(
  context: RunContext,
  database: string,
  fields: readonly string[],
  includeViews: boolean,
): AsyncGenerator<ReadTable> {
  const { workflow, client, registry, account, signal } = context
  const { filters } = workflow
  const query = {
    filters: { database: buildFqn(workflow.serviceName, database) },
    fields: [...fields, 'tags'],
    pageSize: 50,
    signal,
  }
  for await (const entity of client.entity(registry.byType('table')).list(query)) {
    const table = entity as unknown as ReadTable // the registry's definitions are not typed one by one
    const { schema, name } = placeOf(table.fullyQualifiedName)
    const schemaFqn = buildFqn(workflow.serviceName, database, schema)
    const rejected =
      filters.filter('schema').rejects(filters.useFqn ? schemaFqn : schema) ??
      filters.filter('table').rejects(filters.useFqn ? table.fullyQualifiedName : name) ??
      (!includeViews && isView(table) ? 'a view' : undefined) ??
      rejectsLabels(context, table)
    if (rejected === undefined) yield table
    else account.filtered()
  }
}

/** `classificationFilterPattern`: a table passes when one of its tags does; one without tags only where nothing is included. */
function rejectsLabels(context: RunContext, table: Table): string | undefined {
  const filter = context.workflow.filters.filter('classification')
  const tags: readonly TagLabel[] = table.tags ?? []
  if (tags.length === 0) return filter.rejects('')
  const reasons = tags.map((tag) => filter.rejects(tag.tagFQN))
  return reasons.some((reason) => reason === undefined) ? undefined : reasons[0]
}
