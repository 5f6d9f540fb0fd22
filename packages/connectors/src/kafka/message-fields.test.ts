import { describe, expect, it } from 'vitest'
import { avroFields, jsonSchemaFields, protobufFields } from './message-fields.ts'

interface Field {
  readonly name: string
  readonly dataType: string
  readonly dataTypeDisplay?: string
  readonly children?: readonly Field[]
}

const short = ({ name, dataType, dataTypeDisplay, children }: Field): string =>
  `${name} ${dataType}${dataTypeDisplay ? ` ${dataTypeDisplay}` : ''}${children ? ` (${children.map(short).join('; ')})` : ''}`

describe('fields of messages', () => {
  it('come from Avro: unions with null, logical types, nested, named and recursive records', () => {
    const schema = {
      type: 'record',
      name: 'Order',
      doc: 'One order.',
      fields: [
        { name: 'id', type: 'long', doc: 'The key.' },
        { name: 'note', type: ['null', 'string'], default: null },
        { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
        {
          name: 'lines',
          type: {
            type: 'array',
            items: { type: 'record', name: 'Line', fields: [{ name: 'sku', type: 'string' }] },
          },
        },
        { name: 'first', type: 'Line' },
        { name: 'parent', type: ['null', 'Order'] },
        { name: 'labels', type: { type: 'map', values: 'string' } },
        { name: 'either', type: ['int', 'string'] },
      ],
    }
    const [order] = avroFields(JSON.stringify(schema))
    expect(order).toMatchObject({ name: 'Order', dataType: 'RECORD', description: 'One order.' })
    expect(order?.children?.slice(0, 5).map(short)).toEqual([
      'id LONG long',
      'note STRING union<null, string>',
      'at TIMESTAMP timestamp-millis',
      'lines ARRAY array<Line> (sku STRING string)',
      'first RECORD Line (sku STRING string)',
    ])
    expect(order?.children?.[0]?.description).toBe('The key.')
    expect(order?.children?.slice(6).map(short)).toEqual([
      'labels MAP map<string>',
      'either UNION union<int, string>',
    ])
    expect(JSON.stringify(order).length).toBeLessThan(1_000_000)
  })

  it('come from JSON Schema: references, arrays, enums, types that may be null', () => {
    const schema = {
      title: 'Click',
      type: 'object',
      properties: {
        user: { $ref: '#/definitions/user' },
        pages: { type: 'array', items: { type: 'string' } },
        kind: { enum: ['a', 'b'] },
        count: { type: ['integer', 'null'], description: 'How many.' },
        self: { $ref: '#' },
      },
      definitions: { user: { type: 'object', properties: { id: { type: 'string' } } } },
    }
    const [click] = jsonSchemaFields(JSON.stringify(schema))
    expect(click?.children?.map(short)).toEqual([
      'user RECORD object (id STRING string)',
      'pages ARRAY array<string>',
      'kind ENUM any',
      'count LONG integer',
      'self UNKNOWN',
    ])
  })

  it('come from Protobuf: nested messages, enums, maps, oneof, repeated fields, comments', () => {
    const text = `syntax = "proto3"; package shop;
      message Order { // the order
        int64 id = 1; repeated Line lines = 2; map<string, int32> counts = 3; Status status = 4;
        oneof paid { string card = 5; bool cash = 6; }
        google.protobuf.Timestamp at = 7 [deprecated = true];
        message Line { string sku = 1; double price = 2; }
      }
      enum Status { NEW = 0; DONE = 1; }`
    expect(protobufFields(text).map(short)).toEqual([
      'Order RECORD Order (id LONG int64; lines ARRAY array<Line> (sku STRING string; price DOUBLE double); counts MAP map<string,int32>; status ENUM Status; card STRING string; cash BOOLEAN bool; at TIMESTAMP google.protobuf.Timestamp)',
    ])
    expect(protobufFields('')).toEqual([])
  })
})
