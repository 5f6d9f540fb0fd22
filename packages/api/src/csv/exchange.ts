/** Writes and reads CSV files of entities: RFC 4180, row by row, with a report that says what became of each. */
import { Readable } from 'node:stream'
import { type Static, Type } from '@sinclair/typebox'
import { type Engine, type EntityJson, everyPage, type WriteOptions } from '@waymark/engine'
import type { Principal } from '@waymark/identity'
import { childFqn, isProblem, type Problem, problem } from '@waymark/spec'
import { unguarded } from './cell.ts'
import type { Column, Format, Members } from './format.ts'
import { csvLines } from './lines.ts'

/** More rows are a job for ingestion. */
export const mostRows = 10_000
const pageRows = 500
/** Read at once: a server has others to answer meanwhile, and a file of too many rows is refused after its first pieces. */
const pieceBytes = 16_384

export const ImportResult = Type.Object(
  {
    dryRun: Type.Boolean(),
    status: Type.String({ enum: ['success', 'failure', 'aborted', 'partialSuccess', 'running'] }),
    abortReason: Type.Optional(Type.String()),
    numberOfRowsProcessed: Type.Integer(),
    numberOfRowsPassed: Type.Integer(),
    numberOfRowsFailed: Type.Integer(),
    importResultsCsv: Type.String({ description: 'the file, with what became of each row before it' }),
  },
  { $id: 'CsvImportResult', additionalProperties: false },
)
export type CsvImportResult = Static<typeof ImportResult>

const titled = ({ name, required }: Column) => (required ? `${name}*` : name)

/** The file in parts: first the header, then rows in the order of their names. */
export async function* exported(engine: Engine, format: Format, above: EntityJson): AsyncGenerator<string> {
  yield csvLines([format.columns.map(titled)])
  const query = { limit: pageRows, fields: format.fields, filters: format.filters(above) }
  for await (const page of everyPage(engine, format.rows, query)) {
    yield csvLines(page.map((entity) => format.columns.map((column) => column.write(entity))))
  }
}

export interface ParsedFile {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}

/** @throws problem `import-invalid` on what is no CSV or has no header, `too-large` */
export async function parsed(text: string): Promise<ParsedFile> {
  const rows: string[][] = []
  let header: string[] | undefined
  const { parse } = await import('csv-parse')
  try {
    const reader = parse({ bom: true, relax_column_count: true, skip_empty_lines: true })
    const records: AsyncIterable<string[]> = Readable.from(pieces(Buffer.from(text))).pipe(reader)
    for await (const record of records) {
      if (header === undefined) header = record.map((name) => name.trim().replace(/\*$/, ''))
      else if (rows.length >= mostRows) {
        throw problem('too-large', { reason: `A file has at most ${mostRows} rows; split it.` })
      } else rows.push(record)
    }
  } catch (error) {
    if (isProblem(error)) throw error
    throw problem('import-invalid', {
      reason: `The file is no CSV: ${error instanceof Error ? error.message : 'it cannot be read'}`,
    })
  }
  if (!header)
    throw problem('import-invalid', { reason: 'The file is empty; its first line names the columns.' })
  return { header, rows }
}

/** What each column of the file means. @throws problem `import-invalid` on unknown, doubled or missing columns */
export function columnsOf(header: readonly string[], known: readonly Column[]): readonly Column[] {
  const names = known.map(titled).join(', ')
  const found = header.map((name, at) => {
    const column = known.find((one) => one.name === name)
    if (!column || header.indexOf(name) !== at) {
      throw problem('import-invalid', {
        reason: `Column '${name}' ${column ? 'stands there twice' : 'is not known'}. Columns: ${names}.`,
      })
    }
    return column
  })
  const missing = known.find((column) => column.required && !found.includes(column))
  if (missing)
    throw problem('import-invalid', { reason: `Column '${missing.name}' is missing. Columns: ${names}.` })
  return found
}

/** The create request that a row means. @throws problem `import-invalid` */
export function bodyOf(row: readonly string[], columns: readonly Column[], given: Members): Members {
  if (row.length > columns.length) {
    throw problem('import-invalid', { reason: `${row.length} cells, but ${columns.length} columns.` })
  }
  const body: Members = { ...given }
  for (const [at, column] of columns.entries()) {
    const cell = unguarded(row[at] ?? '')
    if (cell.trim() !== '') column.read(cell, body)
    else if (column.required) throw problem('import-invalid', { reason: `${column.name} is empty.` })
  }
  return body
}

/** What became of a row. */
export type RowAnswer = { readonly details: string } | Problem

export function resultOf(
  { header, rows }: ParsedFile,
  answers: readonly RowAnswer[],
  dryRun: boolean,
): CsvImportResult {
  const report = rows.map((row, at) => {
    const answer = answers[at]
    return answer instanceof Error
      ? ['failure', answer.message, ...row]
      : ['success', answer?.details ?? '', ...row]
  })
  const failed = answers.filter((answer) => answer instanceof Error).length
  return {
    dryRun,
    status: failed === 0 ? 'success' : failed === rows.length ? 'failure' : 'partialSuccess',
    numberOfRowsProcessed: rows.length,
    numberOfRowsPassed: rows.length - failed,
    numberOfRowsFailed: failed,
    importResultsCsv: csvLines([['status', 'details', ...header], ...report]),
  }
}

/** A file that cannot be read at all. */
export function aborted(reason: string, dryRun: boolean): CsvImportResult {
  const none = { numberOfRowsProcessed: 0, numberOfRowsPassed: 0, numberOfRowsFailed: 0 }
  return { dryRun, status: 'aborted', abortReason: reason, ...none, importResultsCsv: '' }
}

/**
 * Imports the rows of a file below an entity, all in one transaction; a row with a problem is reported and left out.
 * With `dryRun` nothing is stored and the report says what would happen. An empty cell leaves a member as it is.
 */
export async function imported(
  engine: Engine,
  format: Format,
  above: EntityJson,
  text: string,
  actor: Principal,
  options: WriteOptions & { readonly dryRun: boolean },
): Promise<CsvImportResult> {
  const file = await parsed(text)
  const columns = columnsOf(file.header, format.columns)
  const answers = new Array<RowAnswer | undefined>(file.rows.length)
  const bodies: { at: number; body: Members }[] = []
  for (const [at, row] of file.rows.entries()) {
    try {
      const body = bodyOf(row, columns, format.given(above))
      bodies.push({ at, body: { ...(await requiredMembers(engine, format, above, body)), ...body } })
    } catch (error) {
      if (!isProblem(error)) throw error
      answers[at] = error
    }
  }
  const results = await engine.importRows(
    format.rows,
    bodies.map(({ body }) => body),
    { name: actor.name, isBot: actor.isBot },
    options,
  )
  for (const [index, { at }] of bodies.entries()) {
    const result = results[index]
    if (result instanceof Error) answers[at] = result
    else answers[at] = { details: `Entity ${result?.outcome ?? 'unchanged'}` }
  }
  return resultOf(
    file,
    answers.map((answer) => answer ?? { details: '' }),
    options.dryRun,
  )
}

/** What a create request must have and no file says: of a new row the format's, of an existing one its own. */
async function requiredMembers(
  engine: Engine,
  format: Format,
  above: EntityJson,
  body: Members,
): Promise<Members> {
  if (!format.fresh) return {}
  try {
    const key = { fqn: childFqn(above.fullyQualifiedName, String(body.name)) }
    const existing = await engine.get(format.rows, key, { include: 'all' })
    return Object.fromEntries(Object.keys(format.fresh).map((name) => [name, existing[name]]))
  } catch (error) {
    if (isProblem(error, 'entity-not-found')) return format.fresh
    throw error
  }
}
