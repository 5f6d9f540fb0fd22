import type { EntityJson } from '@waymark/engine'
import { isProblem } from '@waymark/spec'
import { describe, expect, it } from 'vitest'
import { describeOdcs, fromOdcs, toOdcs } from './odcs.ts'

const about = { id: '6f1f9c0e-8e1c-4d2e-9f1a-0d3c5b7a9e11', type: 'table', name: 'orders' }
const dataTypes = new Set(['INT', 'TEXT', 'DECIMAL', 'STRUCT', 'STRING', 'TIMESTAMP'])
const head = { kind: 'DataContract', apiVersion: 'v3.1.0', name: 'Orders' }
const read = (document: object) => fromOdcs({ ...head, ...document }, about, dataTypes)

const contract = {
  id: '1f1f9c0e-8e1c-4d2e-9f1a-0d3c5b7a9e11',
  name: 'orders-contract',
  displayName: 'Orders',
  version: 0.2,
  description: 'What was bought',
  entityStatus: 'Approved',
  entity: about,
  termsOfUse: { content: 'Ask first.' },
  schema: [
    { name: 'id', dataType: 'INT', constraint: 'PRIMARY_KEY', description: 'key' },
    { name: 'who', dataType: 'STRUCT', children: [{ name: 'mail', dataType: 'TEXT' }] },
    { name: 'total', dataType: 'DECIMAL', dataTypeDisplay: 'decimal(10,2)' },
  ],
  odcsQualityRules: [{ type: 'library', metric: 'rowCount', mustBeGreaterThan: 0, column: 'id' }],
  sla: {
    refreshFrequency: { interval: 1, unit: 'day' },
    maxLatency: { value: 30, unit: 'minute' },
    retention: { period: 2, unit: 'year' },
    availabilityTime: '09:00',
  },
} as unknown as EntityJson // what the engine adds to every entity plays no part

describe('the Open Data Contract Standard', () => {
  it('comes back as it went out', () => {
    const again = fromOdcs(toOdcs(contract), about, dataTypes)
    expect(again).toMatchObject({
      name: 'Orders',
      entity: { id: about.id, type: 'table' },
      description: 'What was bought',
      termsOfUse: 'Ask first.',
      entityStatus: 'Approved',
      odcsQualityRules: contract.odcsQualityRules,
      sla: contract.sla,
    })
    expect(again.schema).toMatchObject([
      { name: 'id', dataType: 'INT', constraint: 'PRIMARY_KEY', description: 'key' },
      { name: 'who', dataType: 'STRUCT', children: [{ name: 'mail', dataType: 'TEXT' }] },
      { name: 'total', dataType: 'DECIMAL', dataTypeDisplay: 'decimal(10,2)' },
    ])
  })

  it('puts the rules of a property beside those of its object, with its name', () => {
    const properties = [{ name: 'id', quality: [{ metric: 'nullValues', mustBe: 0 }] }]
    const { odcsQualityRules } = read({
      schema: [{ name: 'orders', properties, quality: [{ metric: 'rowCount' }] }],
    })
    expect(odcsQualityRules).toEqual([
      { metric: 'rowCount' },
      { column: 'id', metric: 'nullValues', mustBe: 0 },
    ])
  })

  it('takes the object that is called like the entity, and says which ones there are', () => {
    const document = { ...head, schema: [{ name: 'other' }, { name: 'orders', properties: [{ name: 'x' }] }] }
    expect(fromOdcs(document, about, dataTypes).schema).toMatchObject([{ name: 'x', dataType: 'STRING' }])
    expect(describeOdcs(document)).toEqual({ objects: ['other', 'orders'], name: 'Orders' })
    expect(() => fromOdcs(document, about, dataTypes, 'gone')).toThrow(/an object called 'gone'/)
  })

  it('refuses what is no contract of version 3', () => {
    for (const document of [null, [], 'x', {}, { ...head, kind: 'x' }, { ...head, apiVersion: 'v2.2.2' }]) {
      let thrown: unknown
      try {
        fromOdcs(document, about, dataTypes)
      } catch (error) {
        thrown = error
      }
      expect(isProblem(thrown, 'body-invalid')).toBe(true)
    }
    expect(() => read({ schema: [{ properties: [{ logicalType: 'text' }] }] })).toThrow(
      /schema.properties.name/,
    )
  })

  it('finds no words in prototypes, and takes nothing of a wrong kind along', () => {
    for (const word of ['constructor', '__proto__', 'toString']) {
      const made = read({
        status: word,
        schema: [{ properties: [{ name: 'x', logicalType: word, physicalType: word }] }],
        slaProperties: [{ property: 'latency', value: 1, unit: word }],
      })
      expect(made.entityStatus).toBeUndefined()
      expect(made.schema).toEqual([{ name: 'x', dataType: 'STRING', dataTypeDisplay: word }])
      expect(made.sla).toEqual({ maxLatency: { value: 1, unit: word.toLowerCase() } })
    }
    const odd = read({
      schema: 'x',
      slaProperties: [null, 1, { property: 'latency', value: 'soon' }],
      description: [],
    })
    expect(Object.keys(odd).sort()).toEqual(['entity', 'name'])
  })

  it('reads a thousand properties, and names of any length within bounds', () => {
    const properties = Array.from({ length: 1000 }, (_, at) => ({ name: `c${at}`, logicalType: 'integer' }))
    expect(read({ schema: [{ properties }] }).schema).toHaveLength(1000)
    expect(read({ name: 'n'.repeat(5000) }).name).toHaveLength(256)
  })
})
