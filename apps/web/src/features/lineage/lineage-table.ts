/** The lineage as rows, for the table beside the graph and for CSV. */
import { titleOf } from '../asset/asset.ts'
import { columnPathIn } from '../asset/fqn-links.ts'
import type { LineageEdge, LineageGraph } from './lineage-graph.ts'

export interface LineageRow {
  readonly key: string
  readonly from: string
  readonly to: string
  readonly fromColumns: string
  readonly toColumn: string
  readonly source: string
  readonly edge: LineageEdge
}

function nameOf(graph: LineageGraph, id: string): string {
  const node = graph.nodes.get(id)
  return node ? (node.fullyQualifiedName ?? titleOf(node)) : id
}

/** One row an edge and column pair; an edge without columns has one row. Sorted by names. */
export function lineageRows(graph: LineageGraph): LineageRow[] {
  const rows = [...graph.edges.values()].flatMap((edge) => {
    const [from, to] = [nameOf(graph, edge.from), nameOf(graph, edge.to)]
    const source = edge.details.source ?? ''
    const columns = (edge.details.columnsLineage ?? []).filter(({ toColumn }) => toColumn)
    if (columns.length === 0)
      return [{ key: edge.key, from, to, fromColumns: '', toColumn: '', source, edge }]
    return columns.map(({ fromColumns, toColumn }, index) => ({
      key: `${edge.key} ${index}`,
      from,
      to,
      fromColumns: (fromColumns ?? []).map((column) => columnPathIn(from, column)).join(', '),
      toColumn: columnPathIn(to, toColumn ?? ''),
      source,
      edge,
    }))
  })
  return rows.sort(
    (a, b) =>
      a.from.localeCompare(b.from) || a.to.localeCompare(b.to) || a.toColumn.localeCompare(b.toColumn),
  )
}

/** RFC 4180; a leading `=`, `+`, `-` or `@` gets an apostrophe, since spreadsheets would run it as a formula. */
function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export function lineageCsv(rows: readonly LineageRow[]): string {
  const lines = rows.map(({ from, fromColumns, to, toColumn, source }) => [
    from,
    fromColumns,
    to,
    toColumn,
    source,
  ])
  return [['from', 'from_columns', 'to', 'to_column', 'source'], ...lines]
    .map((line) => `${line.map(field).join(',')}\r\n`)
    .join('')
}
