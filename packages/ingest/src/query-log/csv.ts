/** Reads CSV (RFC 4180) row by row from a stream of text, with quoted fields over several lines. */

/** Longest field that is taken in; a file that never closes a quote is told early. */
const longestField = 1024 * 1024

/** Rows as objects by the names of the first line. @throws RangeError naming the row whose quote never ends */
export async function* csvRecords(chunks: AsyncIterable<string>): AsyncGenerator<Record<string, string>> {
  let header: readonly string[] | undefined
  for await (const row of csvRows(chunks)) {
    if (header === undefined) {
      header = row.map((name) => name.trim().replace(/^\uFEFF/, ''))
      continue
    }
    if (row.length === 1 && row[0] === '') continue
    yield Object.fromEntries(header.map((name, at) => [name, row[at] ?? '']))
  }
}

async function* csvRows(chunks: AsyncIterable<string>): AsyncGenerator<string[]> {
  let row: string[] = []
  let field = ''
  let quoted = false
  /** A quote inside quotes was seen: the next character says whether it is one or the end. */
  let pending = false
  let rows = 0
  const endField = () => {
    row.push(field)
    field = ''
  }
  for await (const chunk of chunks) {
    for (const character of chunk) {
      if (pending) {
        pending = false
        if (character === '"') {
          field += '"'
          continue
        }
        quoted = false
      }
      if (quoted) {
        if (character === '"') pending = true
        else field += character
        if (field.length > longestField) throw new RangeError(`the quote in row ${rows + 1} never ends`)
      } else if (character === '"' && field === '') quoted = true
      else if (character === ',') endField()
      else if (character === '\n') {
        endField()
        rows += 1
        yield row
        row = []
      } else if (character !== '\r') field += character
    }
  }
  if (field !== '' || row.length > 0) {
    endField()
    yield row
  }
}
