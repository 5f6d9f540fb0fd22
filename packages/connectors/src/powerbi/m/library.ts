/** The few functions of M's library that decide what is read: those that put texts together and look into lists and records. */

import { constant } from './flow.ts'
import { itemsOf, type Lazy, nullValue, tableOf, textsOf, textValue, unknown, type Value } from './value.ts'

export type LibraryFunction = (args: readonly Lazy[]) => Value

/** The value of an argument; null where it was left out. */
export function argument(args: readonly Lazy[], position: number): Value {
  return args[position]?.() ?? nullValue
}

/** @param change - undefined where the arguments do not fit */
function ofTexts(change: (text: string, ...more: string[]) => string | undefined): LibraryFunction {
  return (args) => {
    const values = args.map((arg) => arg())
    const strange = values.find((value) => value.kind !== 'text' && value.kind !== 'null')
    if (strange) return strange.kind === 'unknown' ? strange : unknown('a text is only known when it runs')
    const [first, ...more] = values.flatMap((value) => (value.kind === 'text' ? [value.value] : []))
    const result = first === undefined ? undefined : change(first, ...more)
    return result === undefined ? unknown('a text is only known when it runs') : textValue(result)
  }
}

const asText: LibraryFunction = (args) => {
  const value = argument(args, 0)
  if (value.kind === 'number' || value.kind === 'logical') return textValue(String(value.value))
  return value
}

const entered: LibraryFunction = () => tableOf(constant)

export const library: ReadonlyMap<string, LibraryFunction> = new Map<string, LibraryFunction>([
  ['Text.Upper', ofTexts((text) => text.toUpperCase())],
  ['Text.Lower', ofTexts((text) => text.toLowerCase())],
  ['Text.Trim', ofTexts((text) => text.trim())],
  ['Text.Clean', ofTexts((text) => text)],
  [
    'Text.Replace',
    ofTexts((text, old, by) => (old && by !== undefined ? text.replaceAll(old, by) : undefined)),
  ],
  ['Text.From', asText],
  ['Number.ToText', asText],
  [
    'Text.Combine',
    (args) => {
      const items = itemsOf(argument(args, 0))
      const separator = textsOf(argument(args, 1))[0] ?? ''
      const open = items.find((item) => item.kind !== 'text' && item.kind !== 'null')
      if (open) return open.kind === 'unknown' ? open : unknown('a text is only known when it runs')
      return textValue(items.flatMap((item) => (item.kind === 'text' ? [item.value] : [])).join(separator))
    },
  ],
  [
    'Record.Field',
    (args) => {
      const [record, name] = [argument(args, 0), argument(args, 1)]
      if (record.kind !== 'record' || name.kind !== 'text')
        return unknown('a field is only known when it runs')
      return record.fields.get(name.value)?.() ?? unknown(`the record has no field '${name.value}'`)
    },
  ],
  ['List.First', (args) => itemsOf(argument(args, 0))[0] ?? nullValue],
  ['List.Last', (args) => itemsOf(argument(args, 0)).at(-1) ?? nullValue],
  ['Value.ReplaceType', (args) => argument(args, 0)],
  ['Value.ReplaceMetadata', (args) => argument(args, 0)],
  ['Binary.Buffer', (args) => argument(args, 0)],
  // What people type into "Enter data", and tables that are made up.
  ['#table', entered],
  ['Table.FromRows', entered],
  ['Table.FromRecords', entered],
  ['Table.FromColumns', entered],
  ['Table.FromValue', entered],
  ['Json.Document', documentOf('Json.Document')],
  ['Csv.Document', documentOf('Csv.Document')],
  ['Excel.Workbook', documentOf('Excel.Workbook')],
  ['Parquet.Document', documentOf('Parquet.Document')],
  ['Xml.Tables', documentOf('Xml.Tables')],
  ['Xml.Document', documentOf('Xml.Document')],
  ['Lines.FromBinary', documentOf('Lines.FromBinary')],
  [
    'Table.FromList',
    (args) => {
      const list = argument(args, 0)
      return list.kind === 'list' ? tableOf(constant) : list
    },
  ],
])

/** A file's content is read as what it is: its rows come from where the file is. */
function documentOf(name: string): LibraryFunction {
  return (args) => {
    const content = argument(args, 0)
    if (content.kind === 'table' || content.kind === 'unknown') return content
    return content.kind === 'text' ? tableOf(constant) : unknown(`${name} has no file to read`)
  }
}
