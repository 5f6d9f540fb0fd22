/** DuckDB's types, nested ones included, in the catalog's words. */
import type { Column } from '@waymark/spec'

const dataTypes: Readonly<Record<string, string>> = {
  BIGINT: 'BIGINT',
  BIT: 'BIT',
  BLOB: 'BLOB',
  BOOLEAN: 'BOOLEAN',
  DATE: 'DATE',
  DECIMAL: 'DECIMAL',
  DOUBLE: 'DOUBLE',
  ENUM: 'ENUM',
  FLOAT: 'FLOAT',
  GEOMETRY: 'GEOMETRY',
  HUGEINT: 'LARGEINT',
  INTEGER: 'INT',
  INTERVAL: 'INTERVAL',
  JSON: 'JSON',
  MAP: 'MAP',
  SMALLINT: 'SMALLINT',
  STRUCT: 'STRUCT',
  TIME: 'TIME',
  'TIME WITH TIME ZONE': 'TIME',
  TIMESTAMP: 'TIMESTAMP',
  'TIMESTAMP WITH TIME ZONE': 'TIMESTAMPZ',
  TIMESTAMP_MS: 'TIMESTAMP',
  TIMESTAMP_NS: 'TIMESTAMP',
  TIMESTAMP_S: 'TIMESTAMP',
  TINYINT: 'TINYINT',
  UBIGINT: 'UINT',
  UHUGEINT: 'UINT',
  UINTEGER: 'UINT',
  UNION: 'UNION',
  USMALLINT: 'UINT',
  UTINYINT: 'UINT',
  UUID: 'UUID',
  VARCHAR: 'VARCHAR',
}

/** Structs inside structs are shown this deep; a deeper chain helps nobody. */
const deepestStruct = 5

/** Splits at the commas that stand in no bracket and no quotes. */
function splitMembers(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let quoted: string | undefined
  let start = 0
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i]
    if (quoted !== undefined) {
      if (character === quoted) quoted = undefined
    } else if (character === '"' || character === "'") quoted = character
    else if (character === '(') depth += 1
    else if (character === ')') depth -= 1
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim())
      start = i + 1
    }
  }
  return [...parts, text.slice(start).trim()].filter((part) => part !== '')
}

/** The type of a column or struct member as DuckDB prints it: `DECIMAL(12,2)`, `STRUCT(a INTEGER)[]`. */
export function columnType(
  display: string,
  depth = 0,
): Pick<Column, 'dataType' | 'arrayDataType' | 'precision' | 'scale' | 'children'> {
  const array = /^(?<element>[\s\S]*)\[\d*\]$/.exec(display)
  if (array?.groups?.element) {
    const { dataType, children } = columnType(array.groups.element, depth)
    return { dataType: 'ARRAY', arrayDataType: dataType, ...(children ? { children } : {}) }
  }
  const match = /^(?<name>[^(]+?)\s*(?:\((?<inside>[\s\S]*)\))?$/.exec(display)
  const name = match?.groups?.name?.trim() ?? display
  const inside = match?.groups?.inside ?? ''
  const dataType = (Object.hasOwn(dataTypes, name) ? dataTypes[name] : undefined) ?? 'UNKNOWN'
  if (name === 'DECIMAL') {
    const [precision, scale] = inside.split(',').map(Number)
    return { dataType, ...(precision ? { precision, scale: scale ?? 0 } : {}) }
  }
  if ((name !== 'STRUCT' && name !== 'UNION') || depth >= deepestStruct) return { dataType }
  const children = splitMembers(inside).map((member): Column => {
    const parts = /^(?:"(?<quoted>(?:[^"]|"")*)"|(?<plain>\S+))\s+(?<type>[\s\S]+)$/.exec(member)?.groups
    const type = parts?.type ?? 'VARCHAR'
    const memberName = parts?.quoted?.replaceAll('""', '"') ?? parts?.plain ?? member
    return { name: memberName, ...columnType(type, depth + 1), dataTypeDisplay: type.toLowerCase() }
  })
  return { dataType, ...(children.length > 0 ? { children } : {}) }
}
