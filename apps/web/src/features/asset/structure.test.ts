import { describe, expect, it } from 'vitest'
import { codesOf, factsOf, referencesOf, structuresOf } from './structure.ts'
import { wordsOf } from './words.ts'

const reference = (name: string, type: string) => ({ id: `id of ${name}`, type, name })

describe('the structure of an asset', () => {
  it('is found wherever declarations keep named parts, nested ones too', () => {
    const topic = {
      messageSchema: {
        schemaText: 'message Order {}',
        schemaFields: [
          {
            name: 'order',
            dataType: 'RECORD',
            children: [{ name: 'id', dataType: 'LONG', description: 'Its number' }],
          },
        ],
      },
    }
    expect(structuresOf(topic)).toEqual([
      {
        title: 'Message fields',
        parts: [
          {
            name: 'order',
            kind: 'RECORD',
            parts: [{ name: 'id', kind: 'LONG', description: 'Its number', parts: [] }],
          },
        ],
      },
    ])
    expect(codesOf(topic)).toEqual([{ title: 'Message schema', code: 'message Order {}' }])
  })

  it('is empty for what has none, and for lists of something else', () => {
    expect(structuresOf({ columns: [], tasks: ['a'], fields: 7 })).toEqual([])
  })
})

describe('the facts of an asset', () => {
  it('are its plain members in words; structures, and what stands elsewhere, are left out', () => {
    const facts = factsOf({
      name: 'x',
      dataModelType: 'LookMlView',
      partitions: 1200,
      isPii: false,
      synonyms: ['a', 'b'],
      columns: [{}],
      description: 'y',
      startDate: 1_790_000_000_000,
    })
    expect(facts.map(({ member, value }) => `${wordsOf(member)}: ${value}`)).toEqual([
      'Data model type: LookMlView',
      'Partitions: 1,200',
      'Is pii: No',
      'Synonyms: a, b',
      expect.stringMatching(/^Start date: .*2026/),
    ])
  })
})

it('references are read from one, from many, and from links that say of what kind they are', () => {
  const term = reference('margin', 'glossaryTerm')
  expect(referencesOf({ relatedTerms: [{ relationType: 'broader', term }] }, 'relatedTerms')).toEqual([term])
  expect(referencesOf({ dashboard: term }, 'dashboard')).toEqual([term])
  expect(referencesOf({ charts: [term, term] }, 'charts')).toHaveLength(2)
  expect(referencesOf({}, 'charts')).toEqual([])
})
