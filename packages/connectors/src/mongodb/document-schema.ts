/** The columns that documents have, from a sample of them: types, nested documents, arrays, and values of several types. */
import type { Column } from '@waymark/spec'

/** What was seen under one name. */
interface Seen {
  /** BSON's names of types. */
  readonly types: Set<string>
  /** Fields of documents, and of documents inside arrays. */
  readonly fields: Map<string, Seen>
  /** What arrays hold. */
  readonly items: Set<string>
}

export interface DocumentSchema {
  add(document: Readonly<Record<string, unknown>>): void
  /** In the order in which they were first seen. */
  columns(): Column[]
}

/** Deeper than people nest; a document may go to a hundred levels. */
const deepest = 12
/** Documents that use keys as values would otherwise fill the catalog. */
const mostFields = 1_000

const dataTypes: Readonly<Record<string, string>> = {
  string: 'STRING',
  int: 'INT',
  long: 'BIGINT',
  double: 'DOUBLE',
  decimal: 'DECIMAL',
  bool: 'BOOLEAN',
  date: 'TIMESTAMP',
  timestamp: 'TIMESTAMP',
  objectId: 'STRING',
  uuid: 'UUID',
  binData: 'BINARY',
  object: 'STRUCT',
  array: 'ARRAY',
  null: 'NULL',
  regex: 'STRING',
  symbol: 'STRING',
  javascript: 'STRING',
}

/** Numbers that differ in width are one type: the widest. */
const numbers = ['int', 'long', 'double', 'decimal']

/** The driver's classes, by the name that each carries, in BSON's words. https://www.mongodb.com/docs/manual/reference/bson-types/ */
const classes: Readonly<Record<string, string>> = {
  Int32: 'int',
  Long: 'long',
  Double: 'double',
  Decimal128: 'decimal',
  ObjectId: 'objectId',
  Timestamp: 'timestamp',
  BSONRegExp: 'regex',
  BSONSymbol: 'symbol',
  Code: 'javascript',
}

export function createDocumentSchema(): DocumentSchema {
  const root = new Map<string, Seen>()
  let fields = 0

  function addFields(
    document: Readonly<Record<string, unknown>>,
    into: Map<string, Seen>,
    depth: number,
  ): void {
    for (const [name, value] of Object.entries(document)) {
      let seen = into.get(name)
      if (!seen) {
        if (fields >= mostFields || name === '') continue
        fields += 1
        seen = { types: new Set(), fields: new Map(), items: new Set() }
        into.set(name, seen)
      }
      addValue(value, seen, depth)
    }
  }

  function addValue(value: unknown, seen: Seen, depth: number): void {
    const type = bsonType(value)
    seen.types.add(type)
    if (depth >= deepest) return
    if (type === 'object') addFields(value as Record<string, unknown>, seen.fields, depth + 1) // bsonType says so
    if (!Array.isArray(value)) return
    for (const item of value) {
      const inner = bsonType(item)
      seen.items.add(inner)
      if (inner === 'object') addFields(item as Record<string, unknown>, seen.fields, depth + 1) // bsonType says so
    }
  }

  return {
    add: (document) => addFields(document, root, 0),
    columns: () => columnsOf(root),
  }
}

function columnsOf(fields: ReadonlyMap<string, Seen>): Column[] {
  return [...fields].map(([name, seen]) => {
    const types = kinds(seen.types)
    const [only, second] = types
    const dataType = second !== undefined ? 'UNION' : (dataTypes[only ?? 'null'] ?? 'UNKNOWN')
    const children = columnsOf(seen.fields)
    return {
      name,
      dataType,
      dataTypeDisplay: types.map((type) => (type === 'array' ? arrayDisplay(seen) : type)).join(' | '),
      ...(dataType === 'ARRAY' ? { arrayDataType: arrayType(seen) } : {}),
      ...(children.length > 0 ? { children } : {}),
    }
  })
}

/** Without `null` where anything else was seen, and with one number type. */
function kinds(types: ReadonlySet<string>): string[] {
  const widest = numbers.findLast((type) => types.has(type))
  const kept = [...types].filter((type) => !numbers.includes(type) && type !== 'null')
  if (widest !== undefined) kept.push(widest)
  return kept.length === 0 ? ['null'] : kept.sort()
}

function arrayDisplay(seen: Seen): string {
  return seen.items.size === 0 ? 'array' : `array<${kinds(seen.items).join(' | ')}>`
}

function arrayType(seen: Seen): string {
  const [only, second] = kinds(seen.items)
  if (seen.items.size === 0) return 'UNKNOWN'
  return second !== undefined ? 'UNION' : (dataTypes[only ?? 'null'] ?? 'UNKNOWN')
}

function bsonType(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'long'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double'
  if (Array.isArray(value)) return 'array'
  if (value instanceof Date) return 'date'
  if (value instanceof Uint8Array) return 'binData'
  const named = typeof value === 'object' && '_bsontype' in value ? String(value._bsontype) : undefined
  if (named === undefined) return 'object'
  if (named === 'Binary')
    return 'sub_type' in Object(value) && Object(value).sub_type === 4 ? 'uuid' : 'binData'
  return Object.hasOwn(classes, named) ? (classes[named] ?? named) : named.toLowerCase()
}
