/** The CSV file of a table: its columns, one a row, and what people write about them. */
import type { Engine, EntityJson, WriteOptions } from '@waymark/engine'
import type { Principal } from '@waymark/identity'
import { isProblem, type Problem, problem } from '@waymark/spec'
import { labelNames, readLabels } from './cell.ts'
import { bodyOf, type CsvImportResult, columnsOf, parsed, type RowAnswer, resultOf } from './exchange.ts'
import type { Column, Members } from './format.ts'
import { csvLines } from './lines.ts'

type Part = Readonly<Record<string, unknown>>

/** What the source says about a column is shown and never read back. */
const shown = (name: string, member: string, description: string, example: string): Column => ({
  name: `column.${name}`,
  description,
  example,
  write: (part) => (part[member] === undefined ? '' : String(part[member])),
  read: () => {},
})

const written = (member: 'displayName' | 'description', description: string, example: string): Column => ({
  ...shown(member, member, description, example),
  read: (cell, into) => {
    into[member] = cell
  },
})

const labels = (name: string, kind: 'tag' | 'term', description: string, example: string): Column => ({
  name: `column.${name}`,
  description,
  example,
  write: (part) => labelNames(part.tags, kind === 'tag' ? ['tag', 'tier'] : ['term']),
  read: (cell, into) => {
    into[kind] = readLabels(cell, kind)
  },
})

export const tableColumns: readonly Column[] = [
  {
    ...shown('fullyQualifiedName', 'fullyQualifiedName', 'Which column.', 'service.db.schema.table.id'),
    required: true,
    read: (cell, into) => {
      into.fullyQualifiedName = cell
    },
  },
  written('displayName', 'Name as people read it.', 'Identifier'),
  written('description', 'Description in Markdown.', 'Unique for each row.'),
  shown('dataTypeDisplay', 'dataTypeDisplay', 'Type as the source writes it; not read.', 'varchar(20)'),
  shown('dataType', 'dataType', 'Type; not read.', 'VARCHAR'),
  shown('arrayDataType', 'arrayDataType', 'Type of the items of an array; not read.', 'INT'),
  shown('dataLength', 'dataLength', 'Length; not read.', '20'),
  labels('tags', 'tag', 'Tags by fully qualified name.', 'PII.Sensitive'),
  labels('glossaryTerms', 'term', 'Glossary terms.', 'Business.Customer'),
]

function* partsOf(parts: unknown): Generator<Part> {
  for (const part of (parts ?? []) as readonly Part[]) {
    // Columns, and children of columns, by the schema of a table.
    yield part
    yield* partsOf(part.children)
  }
}

export function exportedColumns(table: EntityJson): string {
  const titles = tableColumns.map(({ name, required }) => (required ? `${name}*` : name))
  const rows = [...partsOf(table.columns)].map((part) => tableColumns.map((column) => column.write(part)))
  return csvLines([titles, ...rows])
}

/** Thrown inside a write that was only tried: everything is checked, nothing is stored. */
class OnlyTried extends Error {
  override readonly name = 'OnlyTried'
}

/** All rows become one change of the table. With `dryRun` nothing is stored. */
export async function importedColumns(
  engine: Engine,
  table: EntityJson,
  text: string,
  actor: Principal,
  options: WriteOptions & { readonly dryRun: boolean },
): Promise<CsvImportResult> {
  const file = await parsed(text)
  const columns = columnsOf(file.header, tableColumns)
  const known = new Set([...partsOf(table.columns)].map((part) => part.fullyQualifiedName))
  const changes = new Map<unknown, Members>()
  const answers: RowAnswer[] = []
  for (const row of file.rows) {
    answers.push(await answerOf(engine, row, columns, known, changes))
  }
  const refused = await store(engine, table, changes, actor, options)
  return resultOf(file, refused ? answers.map(() => refused) : answers, options.dryRun)
}

async function answerOf(
  engine: Engine,
  row: readonly string[],
  columns: readonly Column[],
  known: ReadonlySet<unknown>,
  changes: Map<unknown, Members>,
): Promise<RowAnswer> {
  try {
    const change = bodyOf(row, columns, {})
    if (!known.has(change.fullyQualifiedName)) {
      throw problem('import-invalid', {
        reason: `'${String(change.fullyQualifiedName)}' is no column of this table.`,
      })
    }
    for (const [kind, type] of [
      ['tag', 'tag'],
      ['term', 'glossaryTerm'],
    ] as const) {
      for (const { tagFQN } of (change[kind] ?? []) as readonly { tagFQN: string }[]) {
        await engine.getText(type, { fqn: tagFQN })
      }
    }
    changes.set(change.fullyQualifiedName, change)
    return { details: 'Entity updated' }
  } catch (error) {
    if (!isProblem(error)) throw error
    return error
  }
}

function changedPart(part: Part, changes: ReadonlyMap<unknown, Members>): Part {
  const { tag, term, ...members } = changes.get(part.fullyQualifiedName) ?? {}
  const old = (part.tags ?? []) as readonly { source: string }[] // TagLabels
  const kept = (source: string, given: unknown) =>
    given === undefined ? old.filter((label) => label.source === source) : (given as { source: string }[]) // readLabels
  const children = (part.children as readonly Part[] | undefined)?.map((child) => changedPart(child, changes))
  return {
    ...part,
    ...members,
    tags: [...kept('Classification', tag), ...kept('Glossary', term)],
    ...(children ? { children } : {}),
  }
}

/** Answers the problem that keeps the table as it is. */
async function store(
  engine: Engine,
  table: EntityJson,
  changes: ReadonlyMap<unknown, Members>,
  actor: Principal,
  { dryRun, authorize }: WriteOptions & { readonly dryRun: boolean },
): Promise<Problem | undefined> {
  if (changes.size === 0) return undefined
  const value = ((table.columns ?? []) as readonly Part[]).map((part) => changedPart(part, changes)) // columns
  const ask: NonNullable<WriteOptions['authorize']> = async (write) => {
    await authorize?.(write)
    if (dryRun) throw new OnlyTried('tried')
  }
  try {
    const patch = [{ op: 'replace' as const, path: '/columns', value }]
    await engine.patch('table', { id: table.id }, patch, actor, { authorize: ask })
  } catch (error) {
    if (isProblem(error)) return error
    if (!(error instanceof OnlyTried)) throw error
  }
  return undefined
}
