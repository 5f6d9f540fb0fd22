/** Fields of messages from the schemas that registries keep: Avro, JSON Schema, Protobuf. */
import type { SchemaField } from '@waymark/spec'
import { isRecord } from '../json-values.ts'

const maximumDepth = 12

function described(doc: unknown): { description?: string } {
  return typeof doc === 'string' && doc !== '' ? { description: doc } : {}
}

const avroTypes: Readonly<Record<string, string>> = {
  null: 'NULL',
  boolean: 'BOOLEAN',
  int: 'INT',
  long: 'LONG',
  float: 'FLOAT',
  double: 'DOUBLE',
  bytes: 'BYTES',
  string: 'STRING',
}

/** @throws SyntaxError when the text is no JSON */
export function avroFields(text: string): SchemaField[] {
  const named = new Map<string, unknown>()
  const schema: unknown = JSON.parse(text)
  const name = isRecord(schema) && typeof schema.name === 'string' ? schema.name : 'value'
  return [avroField(name, schema, named, 0)]
}

function avroField(name: string, schema: unknown, named: Map<string, unknown>, depth: number): SchemaField {
  if (typeof schema === 'string') {
    const known = avroTypes[schema]
    if (known) return { name, dataType: known, dataTypeDisplay: schema }
    const other = named.get(schema)
    // A record that names itself would never end.
    if (other === undefined || depth > maximumDepth)
      return { name, dataType: 'RECORD', dataTypeDisplay: schema }
    return avroField(name, other, named, depth + 1)
  }
  if (Array.isArray(schema)) {
    const display = schema
      .map((each) => (isRecord(each) ? String(each.name ?? each.type) : String(each)))
      .join(', ')
    const present = schema.filter((each) => each !== 'null')
    if (present.length === 1)
      return { ...avroField(name, present[0], named, depth), dataTypeDisplay: `union<${display}>` }
    return { name, dataType: 'UNION', dataTypeDisplay: `union<${display}>` }
  }
  if (!isRecord(schema)) return { name, dataType: 'UNKNOWN' }
  if (typeof schema.name === 'string') named.set(schema.name, schema)
  if ((schema.type === 'record' || schema.type === 'error') && Array.isArray(schema.fields)) {
    const children =
      depth > maximumDepth
        ? []
        : schema.fields.filter(isRecord).map((field) => ({
            ...avroField(String(field.name), field.type, named, depth + 1),
            ...described(field.doc),
          }))
    return {
      name,
      dataType: 'RECORD',
      dataTypeDisplay: String(schema.name ?? 'record'),
      ...described(schema.doc),
      children,
    }
  }
  if (schema.type === 'array') {
    const inner = avroField('items', schema.items, named, depth + 1)
    const children = inner.children ? { children: inner.children } : {}
    return {
      name,
      dataType: 'ARRAY',
      dataTypeDisplay: `array<${inner.dataTypeDisplay ?? 'unknown'}>`,
      ...children,
    }
  }
  if (schema.type === 'map') {
    const inner = avroField('values', schema.values, named, depth + 1)
    return { name, dataType: 'MAP', dataTypeDisplay: `map<${inner.dataTypeDisplay ?? 'unknown'}>` }
  }
  if (schema.type === 'enum') return { name, dataType: 'ENUM', dataTypeDisplay: 'enum' }
  if (schema.type === 'fixed')
    return { name, dataType: 'FIXED', dataTypeDisplay: `fixed(${String(schema.size)})` }
  const logical = typeof schema.logicalType === 'string' ? schema.logicalType : undefined
  const field = avroField(name, schema.type, named, depth + 1)
  if (logical === undefined) return field
  const dataType =
    logical === 'date'
      ? 'DATE'
      : logical.startsWith('timestamp')
        ? 'TIMESTAMP'
        : logical.startsWith('time')
          ? 'TIME'
          : field.dataType
  return { ...field, dataType, dataTypeDisplay: logical }
}

const jsonTypes: Readonly<Record<string, string>> = {
  string: 'STRING',
  integer: 'LONG',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  null: 'NULL',
  object: 'RECORD',
  array: 'ARRAY',
}

/** @throws SyntaxError when the text is no JSON */
export function jsonSchemaFields(text: string): SchemaField[] {
  const schema: unknown = JSON.parse(text)
  const name =
    isRecord(schema) && typeof schema.title === 'string' && schema.title !== ''
      ? schema.title.slice(0, 128)
      : 'value'
  return [jsonField(name, schema, schema, 0)]
}

function jsonField(name: string, schema: unknown, root: unknown, depth: number): SchemaField {
  const resolved = isRecord(schema) && typeof schema.$ref === 'string' ? pointer(root, schema.$ref) : schema
  if (!isRecord(resolved) || depth > maximumDepth) return { name, dataType: 'UNKNOWN' }
  const types = (
    Array.isArray(resolved.type)
      ? resolved.type
      : [resolved.type ?? (isRecord(resolved.properties) ? 'object' : undefined)]
  ).filter((type) => type !== 'null')
  const [type] = types
  const dataType =
    types.length > 1
      ? 'UNION'
      : Array.isArray(resolved.enum)
        ? 'ENUM'
        : (jsonTypes[String(type)] ?? 'UNKNOWN')
  const base = {
    name,
    dataType,
    dataTypeDisplay: types.join(', ') || 'any',
    ...described(resolved.description),
  }
  if (isRecord(resolved.properties)) {
    const children = Object.entries(resolved.properties).map(([key, each]) =>
      jsonField(key.slice(0, 128), each, root, depth + 1),
    )
    return { ...base, children }
  }
  if (type !== 'array') return base
  const inner = jsonField('items', resolved.items, root, depth + 1)
  const children = inner.children ? { children: inner.children } : {}
  return { ...base, dataTypeDisplay: `array<${inner.dataTypeDisplay ?? 'any'}>`, ...children }
}

/** `#/definitions/x` inside the same document. */
function pointer(root: unknown, reference: string): unknown {
  if (!reference.startsWith('#/')) return undefined
  let at: unknown = root
  for (const part of reference.slice(2).split('/'))
    at = isRecord(at) ? at[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined
  return at
}

const protobufTypes: Readonly<Record<string, string>> = {
  double: 'DOUBLE',
  float: 'FLOAT',
  int32: 'INT',
  sint32: 'INT',
  uint32: 'INT',
  fixed32: 'INT',
  sfixed32: 'INT',
  int64: 'LONG',
  sint64: 'LONG',
  uint64: 'LONG',
  fixed64: 'LONG',
  sfixed64: 'LONG',
  bool: 'BOOLEAN',
  string: 'STRING',
  bytes: 'BYTES',
}

interface Message {
  readonly fields: { readonly name: string; readonly type: string; readonly repeated: boolean }[]
}

/** The first message of a `.proto` text; messages and enums of the same text are known by their own names. */
export function protobufFields(text: string): SchemaField[] {
  const tokens =
    text.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, ' ').match(/"(?:[^"\\]|\\.)*"|[\w.]+|[{}<>=;,[\]()]/g) ?? []
  const messages = new Map<string, Message>()
  const enums = new Set<string>()
  const open: (string | undefined)[] = []
  let first: string | undefined
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] ?? ''
    if (token === 'message' && tokens[at + 2] === '{') {
      const name = tokens[at + 1] ?? ''
      messages.set(name, { fields: [] })
      first ??= name
      open.push(name)
      at += 2
    } else if (token === 'enum' && tokens[at + 2] === '{') {
      enums.add(tokens[at + 1] ?? '')
      open.push(undefined)
      at += 2
    } else if (token === 'oneof' && tokens[at + 2] === '{') {
      open.push(open.at(-1))
      at += 2
    } else if (token === '{') open.push(undefined)
    else if (token === '}') open.pop()
    else if (tokens[at + 1] === '=' && /^\d+$/.test(tokens[at + 2] ?? '')) {
      const before = tokens[at - 1] ?? ''
      const isMap = before === '>'
      const owner = messages.get(open.at(-1) ?? '')
      const type = isMap ? `map<${tokens[at - 4]},${tokens[at - 2]}>` : before
      owner?.fields.push({ name: token, type, repeated: tokens[at - 2] === 'repeated' })
    }
  }
  const field = (name: string, type: string, repeated: boolean, depth: number): SchemaField => {
    const own = type.split('.').at(-1) ?? type
    const message = depth > maximumDepth ? undefined : messages.get(own)
    const known =
      protobufTypes[type] ??
      (enums.has(own)
        ? 'ENUM'
        : type.startsWith('map<')
          ? 'MAP'
          : type.endsWith('Timestamp')
            ? 'TIMESTAMP'
            : 'RECORD')
    const children = message
      ? { children: message.fields.map((each) => field(each.name, each.type, each.repeated, depth + 1)) }
      : {}
    const dataType = repeated ? 'ARRAY' : known
    return { name, dataType, dataTypeDisplay: repeated ? `array<${type}>` : type, ...children }
  }
  return first === undefined ? [] : [field(first, first, false, 0)]
}
