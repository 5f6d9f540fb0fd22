/** Where the rows and columns of an M table come from. */
import type { SourcePlace } from '@waymark/ingest'
import type { NativeSql } from '../../native-sql.ts'

/** Something outside the query that a table is read from. */
export type DataSource =
  | { readonly kind: 'place'; readonly place: SourcePlace }
  | ({ readonly kind: 'sql' } & NativeSql)
  | { readonly kind: 'dataflow'; readonly dataflowId: string; readonly entity: string }
  /** A semantic model, by the names of its workspace and its own. */
  | { readonly kind: 'dataset'; readonly workspace: string; readonly name: string }

export interface Origin {
  readonly source: DataSource
  readonly column: string
}

export interface Flow {
  readonly sources: readonly DataSource[]
  /** Columns of sources that a column is made of; names that no source has may be among them. */
  readonly origins: (column: string) => readonly Origin[]
  /** The table inside a column, after a nested join. */
  readonly nested: (column: string) => Flow | undefined
  /** What could not be followed, as sentences. */
  readonly problems: readonly string[]
}

const noOrigins = (): readonly Origin[] => []
const nothingNested = (): undefined => undefined

/** Rows that were typed in, or made up by functions. */
export const constant: Flow = { sources: [], origins: noOrigins, nested: nothingNested, problems: [] }

export function flowFrom(source: DataSource): Flow {
  return { ...constant, sources: [source], origins: (column) => [{ source, column }] }
}

/** The same rows under other columns: `undefined` where a column is as it was before. */
export function withColumns(flow: Flow, change: (column: string) => readonly Origin[] | undefined): Flow {
  return { ...flow, origins: (column) => change(column) ?? flow.origins(column) }
}

/** Columns are what they were, under names that `before` leads back to theirs; `undefined` where one is gone. */
export function renamed(flow: Flow, before: (column: string) => string | undefined): Flow {
  return {
    ...flow,
    origins: (column) => {
      const name = before(column)
      return name === undefined ? [] : flow.origins(name)
    },
    nested: (column) => {
      const name = before(column)
      return name === undefined ? undefined : flow.nested(name)
    },
  }
}

/** Rows or columns of all of them. */
export function union(flows: readonly Flow[]): Flow {
  const [first = constant, ...others] = flows
  if (others.length === 0) return first
  return {
    sources: [...new Set(flows.flatMap((flow) => flow.sources))],
    origins: (column) => flows.flatMap((flow) => flow.origins(column)),
    nested: (column) => flows.map((flow) => flow.nested(column)).find((inner) => inner !== undefined),
    problems: [...new Set(flows.flatMap((flow) => flow.problems))],
  }
}

export function withProblem(flow: Flow, problem: string): Flow {
  return flow.problems.includes(problem) ? flow : { ...flow, problems: [...flow.problems, problem] }
}
