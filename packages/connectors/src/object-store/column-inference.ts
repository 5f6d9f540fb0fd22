/** Columns of values that carry no schema: what all of the sampled ones have in common. */
import type { Column } from '@waymark/spec'
import { isRecord } from '../json-values.ts'

const maximumDepth = 8

/** Columns of rows, in order of first appearance. */
export function columnsOfRows(rows: readonly Readonly<Record<string, unknown>>[], depth = 0): Column[] {
  const values = new Map<string, unknown[]>()
  for (const row of rows)
    for (const [name, value] of Object.entries(row)) {
      if (name === '') continue
      const seen = values.get(name)
      if (seen) seen.push(value)
      else values.set(name, [value])
    }
  return [...values].map(([name, all]) => columnOf(name, all, depth))
}

function columnOf(name: string, values: readonly unknown[], depth: number): Column {
  const present = values.filter((value) => value !== null && value !== undefined)
  if (present.length > 0 && present.every(Array.isArray)) {
    const elements = present.flat().filter((value) => value !== null)
    const inner = columnOf('element', elements, depth + 1)
    const children = inner.children ? { children: inner.children } : {}
    return {
      name,
      dataType: 'ARRAY',
      arrayDataType: inner.dataType,
      dataTypeDisplay: `array<${inner.dataTypeDisplay ?? 'unknown'}>`,
      ...children,
    }
  }
  if (present.length > 0 && present.every(isRecord)) {
    if (depth >= maximumDepth) return { name, dataType: 'JSON', dataTypeDisplay: 'json' }
    const children = columnsOfRows(present, depth + 1)
    return {
      name,
      dataType: 'STRUCT',
      dataTypeDisplay: 'struct',
      ...(children.length > 0 ? { children } : {}),
    }
  }
  const dataType = commonType(new Set(present.map(scalarType)))
  return { name, dataType, dataTypeDisplay: dataType.toLowerCase() }
}

function scalarType(value: unknown): string {
  if (typeof value === 'boolean') return 'BOOLEAN'
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'BIGINT' : 'DOUBLE'
  return typeof value === 'string' ? 'STRING' : 'JSON'
}

function commonType(types: ReadonlySet<string>): string {
  const [only] = types
  if (types.size === 1 && only !== undefined) return only
  if (types.size === 0) return 'UNKNOWN'
  const numbers = new Set(['BIGINT', 'DOUBLE'])
  return [...types].every((type) => numbers.has(type)) ? 'DOUBLE' : 'STRING'
}

/** Columns of a table of texts: a column is a number, truth value, date or time where every text in it reads as one. */
export function columnsOfTexts(names: readonly string[], rows: readonly (readonly string[])[]): Column[] {
  const used = new Set<string>()
  return names.map((written, index) => {
    let name = written.trim() || `column${index + 1}`
    for (let count = 2; used.has(name); count += 1) name = `${written.trim() || 'column'}_${count}`
    used.add(name)
    const texts = rows.flatMap((row) => (row[index] ? [row[index]] : []))
    const dataType =
      texts.length === 0
        ? 'STRING'
        : (textTypes.find(([, pattern]) => texts.every((text) => pattern.test(text)))?.[0] ?? 'STRING')
    return { name, dataType, dataTypeDisplay: dataType.toLowerCase() }
  })
}

const textTypes: readonly (readonly [string, RegExp])[] = [
  // A leading zero is kept by nobody who reads a number: such values are codes.
  ['BIGINT', /^-?(?:0|[1-9]\d{0,17})$/],
  ['DOUBLE', /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/],
  ['BOOLEAN', /^(?:true|false)$/i],
  ['DATE', /^\d{4}-\d{2}-\d{2}$/],
  ['TIMESTAMP', /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[-+]\d{2}:?\d{2})?$/],
]
