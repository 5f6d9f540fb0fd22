/** From one declaration follow the answer, the create request and what may be asked for. */
import { Type } from '@sinclair/typebox'
import { describe, expect, it } from 'vitest'
import { defineEntity } from './define-entity.ts'
import { createRegistry } from './registry.ts'

const Shelf = defineEntity({
  type: 'shelf',
  collection: 'shelves',
  label: 'Shelf',
  description: 'For this test.',
  parent: { field: 'room', types: ['room'], copies: ['building', 'city'] },
  fields: { width: Type.Integer(), city: Type.Optional(Type.String()), books: Type.Optional(Type.Integer()) },
  readOnly: ['books'],
  createOnly: { dryRun: Type.Optional(Type.Boolean()) },
  traits: ['tags', 'owners', 'votes'],
  relations: {
    keeper: { to: ['user'], many: false, relationship: 'keeps', always: true, required: true },
    readers: { to: ['user'], many: true, relationship: 'reads', readOnly: true },
  },
  extensions: { photo: { kind: 'snapshot', schema: Type.Object({}) } },
})

describe('defineEntity', () => {
  it('shows members, ancestors, links and extensions in answers', () => {
    const { properties, required } = Shelf.schema
    expect(Object.keys(properties)).toEqual(
      expect.arrayContaining([
        'id',
        'width',
        'books',
        'room',
        'building',
        'city',
        'keeper',
        'readers',
        'owners',
        'photo',
      ]),
    )
    expect(required).toEqual(expect.arrayContaining(['id', 'name', 'width', 'room', 'keeper']))
    expect(required).not.toContain('owners')
  })

  it('takes from clients what clients may write, and nothing else', () => {
    const { properties, required, additionalProperties } = Shelf.createSchema
    expect(Object.keys(properties).sort()).toEqual([
      'description', 'displayName', 'dryRun', 'keeper', 'name', 'owners', 'room', 'tags', 'width',
    ]) // biome-ignore format: a vocabulary
    expect(required?.toSorted()).toEqual(['keeper', 'name', 'room', 'width'])
    expect(additionalProperties).toBe(false)
  })

  it('lets readers select links, extensions and stored members', () => {
    expect(Shelf.selectable).toEqual(
      expect.arrayContaining(['keeper', 'owners', 'photo', 'tags', 'votes', 'width']),
    )
    expect(Shelf.selectable).not.toContain('room')
  })

  it('makes owners point at what they own, and children inherit them', () => {
    expect(Shelf.relations).toMatchObject({ owners: { direction: 'in', inherited: true, many: true } })
  })
})

describe('the registry', () => {
  const registry = createRegistry()

  it('finds every type by its name and its collection, parents first', () => {
    const seen = new Set<string>()
    for (const definition of registry.all) {
      expect(registry.byType(definition.type)).toBe(definition)
      expect(registry.byCollection(definition.collection)).toBe(definition)
      seen.add(definition.type)
      for (const parent of definition.parent?.types ?? []) expect(seen).toContain(parent)
    }
    expect(seen.size).toBe(registry.all.length)
  })

  it('declares only read-only, unique and major members that exist', () => {
    for (const { fields, readOnly, unique, majorOnRemoval } of registry.all) {
      for (const name of [...(readOnly ?? []), ...(unique ?? []), ...(majorOnRemoval ?? [])]) {
        expect(Object.keys(fields)).toContain(name)
      }
    }
  })

  it('throws RangeError on a type nobody declared', () => {
    expect(() => registry.byType('nonsense')).toThrow(RangeError)
    expect(registry.find('nonsense')).toBeUndefined()
  })
})
