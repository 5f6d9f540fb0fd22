/** From the M queries of a data model to what each of its tables and columns is read from. */
import type { SourcePlace } from '@waymark/ingest'
import type { Upstream } from '../dashboard-tool.ts'
import type { SqlReader } from '../native-sql.ts'
import type { TableOrigin } from './m/evaluate.ts'
import type { DataSource } from './m/flow.ts'

/** A table of a model, with where its queries say that it comes from. */
export interface TracedTable {
  readonly name: string
  /** Columns that are loaded, not calculated in the model. */
  readonly columns: readonly string[]
  readonly origin: TableOrigin
}

export interface ModelLineage {
  readonly upstream: readonly Upstream[]
  readonly problems: readonly string[]
}

/** One end of edges into the model, with the columns that they carry by the name of the model's column. */
interface Edge {
  readonly from: Upstream['from']
  sql: string | undefined
  readonly columns: Map<
    string,
    { readonly to: readonly string[]; readonly from: Map<string, readonly string[]> }
  >
}

/** @param modelNamed - the catalog's name of a semantic model by the names of its workspace and its own */
export async function modelLineage(
  tables: readonly TracedTable[],
  readSql: SqlReader,
  modelNamed: (workspace: string, name: string) => string | undefined,
): Promise<ModelLineage> {
  const edges = new Map<string, Edge>()
  const problems: string[] = []

  function edgeTo(from: Upstream['from'], sql?: string): Edge {
    const key = JSON.stringify('place' in from ? from.place : from.model)
    const edge = edges.get(key) ?? { from, sql: undefined, columns: new Map() }
    edge.sql ??= sql
    edges.set(key, edge)
    return edge
  }

  function carry(edge: Edge, from: readonly string[], to: readonly string[]): void {
    const key = JSON.stringify(to)
    const column = edge.columns.get(key) ?? { to, from: new Map() }
    column.from.set(JSON.stringify(from), from)
    edge.columns.set(key, column)
  }

  for (const { name, columns, origin } of tables) {
    problems.push(...origin.problems.map((problem) => `table '${name}': ${problem}`))
    const carriers = new Map<DataSource, Carrier>()
    for (const source of origin.sources) {
      const carrier = await carrierOf(source)
      problems.push(...carrier.problems.map((problem) => `table '${name}': ${problem}`))
      carriers.set(source, carrier)
    }
    for (const column of columns)
      for (const from of origin.origins(column))
        for (const [edge, path] of carriers.get(from.source)?.columns(from.column) ?? [])
          carry(edge, path, [name, column])
  }

  interface Carrier {
    readonly problems: readonly string[]
    readonly columns: (column: string) => readonly (readonly [Edge, readonly string[]])[]
  }

  async function carrierOf(source: DataSource): Promise<Carrier> {
    switch (source.kind) {
      case 'place': {
        const edge = edgeTo({ place: source.place })
        return { problems: [], columns: (column) => [[edge, [column]]] }
      }
      case 'sql': {
        const reads = await readSql(source)
        const byPlace = new Map<SourcePlace, Edge>(
          reads.places.map((place) => [place, edgeTo({ place }, source.sql)]),
        )
        const columns = (name: string) =>
          reads.columns(name).flatMap(({ place, column }) => {
            const edge = byPlace.get(place)
            return edge ? [[edge, [column]] as const] : []
          })
        return { problems: reads.problems, columns }
      }
      case 'dataflow': {
        const edge = edgeTo({ model: source.dataflowId })
        return { problems: [], columns: (column) => [[edge, [source.entity, column]]] }
      }
      case 'dataset': {
        const model = modelNamed(source.workspace, source.name)
        if (model !== undefined) edgeTo({ model })
        const problem = `the semantic model '${source.name}' of the workspace '${source.workspace}' was not read`
        return { problems: model === undefined ? [problem] : [], columns: () => [] }
      }
    }
  }

  const upstream = [...edges.values()].map(({ from, sql, columns }) => ({
    from,
    sql,
    columns: [...columns.values()].map((column) => ({ to: column.to, from: [...column.from.values()] })),
  }))
  return { upstream, problems: [...new Set(problems)] }
}
