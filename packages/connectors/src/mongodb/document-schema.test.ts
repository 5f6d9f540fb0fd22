/** Columns of documents, with the driver's own classes of values. */
import { Binary, Decimal128, Double, Int32, Long, ObjectId, UUID } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { createDocumentSchema } from './document-schema.ts'

function columnsOf(...documents: Record<string, unknown>[]) {
  const schema = createDocumentSchema()
  for (const document of documents) schema.add(document)
  return schema.columns()
}
const one = (value: unknown) => columnsOf({ value })[0]

describe('the columns of documents', () => {
  it.each([
    ['text', 'STRING', 'string'],
    [new Int32(1), 'INT', 'int'],
    [Long.fromNumber(1), 'BIGINT', 'long'],
    [new Double(1), 'DOUBLE', 'double'],
    [Decimal128.fromString('1.5'), 'DECIMAL', 'decimal'],
    [true, 'BOOLEAN', 'bool'],
    [new Date(0), 'TIMESTAMP', 'date'],
    [new ObjectId(), 'STRING', 'objectId'],
    [new UUID(), 'UUID', 'uuid'],
    [new Binary(new Uint8Array([1])), 'BINARY', 'binData'],
    [null, 'NULL', 'null'],
  ])('have the type of %s', (value, dataType, dataTypeDisplay) => {
    expect(one(value)).toEqual({ name: 'value', dataType, dataTypeDisplay })
  })

  it('hold nested documents, arrays, and arrays of documents', () => {
    expect(
      columnsOf(
        { address: { city: 'Oslo' }, tags: ['a'], lines: [{ sku: 'x', n: new Int32(1) }], empty: [] },
        { address: { zip: '1' }, lines: [{ discount: new Double(0.1) }] },
      ),
    ).toEqual([
      {
        name: 'address',
        dataType: 'STRUCT',
        dataTypeDisplay: 'object',
        children: [
          { name: 'city', dataType: 'STRING', dataTypeDisplay: 'string' },
          { name: 'zip', dataType: 'STRING', dataTypeDisplay: 'string' },
        ],
      },
      { name: 'tags', dataType: 'ARRAY', arrayDataType: 'STRING', dataTypeDisplay: 'array<string>' },
      {
        name: 'lines',
        dataType: 'ARRAY',
        arrayDataType: 'STRUCT',
        dataTypeDisplay: 'array<object>',
        children: [
          { name: 'sku', dataType: 'STRING', dataTypeDisplay: 'string' },
          { name: 'n', dataType: 'INT', dataTypeDisplay: 'int' },
          { name: 'discount', dataType: 'DOUBLE', dataTypeDisplay: 'double' },
        ],
      },
      { name: 'empty', dataType: 'ARRAY', arrayDataType: 'UNKNOWN', dataTypeDisplay: 'array' },
    ])
  })

  it('are of several types where documents differ, but for null and the width of numbers', () => {
    const [mixed, number, sometimes] = columnsOf(
      { mixed: 'a', number: new Int32(1), sometimes: null },
      { mixed: new Int32(1), number: new Double(1.5), sometimes: 'x' },
    )
    expect(mixed).toMatchObject({ dataType: 'UNION', dataTypeDisplay: 'int | string' })
    expect(number).toMatchObject({ dataType: 'DOUBLE' })
    expect(sometimes).toMatchObject({ dataType: 'STRING' })
  })

  it('end where documents use keys as values, or nest without end', () => {
    const keyed = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`k${n}`, 1]))
    expect(columnsOf(keyed)).toHaveLength(1_000)
    let deep: Record<string, unknown> = {}
    for (let level = 0; level < 90; level += 1) deep = { inner: deep }
    expect(JSON.stringify(columnsOf(deep)).match(/inner/g)?.length).toBeLessThan(20)
  })
})
