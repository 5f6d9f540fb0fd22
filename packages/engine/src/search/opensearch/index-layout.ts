/** How an entity stands in the index of OpenSearch: the same words, terms and values that `search_document` has. */
import { createHash } from 'node:crypto'
import type { SearchDocument } from '../search-document.ts'
import { fold, words } from '../words.ts'

const longestKey = 8000

const exact = { type: 'keyword', ignore_above: longestKey }
/** Compared in any case of letters, shown in its own. */
const keyword = { ...exact, fields: { lower: { ...exact, normalizer: 'lower' } } }

export const layout = {
  settings: {
    index: {
      refresh_interval: '500ms',
      max_result_window: 10_000,
      mapping: {
        total_fields: { limit: 20_000 },
        nested_fields: { limit: 1000 },
        nested_objects: { limit: 50_000 },
      },
    },
    analysis: {
      normalizer: { lower: { type: 'custom', filter: ['lowercase'] } },
      filter: {
        english_stem: { type: 'stemmer', language: 'english' },
        english_stop: { type: 'stop', stopwords: '_english_' },
      },
      // Words come folded and parted by spaces, so both backends know the same ones.
      analyzer: {
        plain: { type: 'custom', tokenizer: 'whitespace' },
        stemmed: { type: 'custom', tokenizer: 'whitespace', filter: ['english_stop', 'english_stem'] },
      },
    },
  },
  mappings: {
    dynamic: false,
    dynamic_templates: [
      { values: { path_match: 'v.*', mapping: keyword } },
      { numbers: { path_match: 'n.*', mapping: { type: 'double' } } },
      {
        lists: {
          path_match: 'o.*',
          match_mapping_type: 'object',
          mapping: { type: 'nested', dynamic: true },
        },
      },
      { members: { path_match: 'o.*.*', mapping: { ...exact, normalizer: 'lower' } } },
    ],
    properties: {
      entity_id: exact,
      entity_type: exact,
      name: keyword,
      display_name: keyword,
      fqn: keyword,
      deleted: { type: 'boolean' },
      updated_at: { type: 'long' },
      service: keyword,
      service_type: keyword,
      database: keyword,
      database_schema: keyword,
      table_type: keyword,
      tier: keyword,
      tags: keyword,
      owners: keyword,
      boost: { type: 'float' },
      /** 1 for the shortest name there could be, less for longer ones. */
      shortness: { type: 'float' },
      plain_name: exact,
      terms: exact,
      // The scopes of a condition: names, titles, names of parts, prose.
      A: { type: 'text', analyzer: 'plain' },
      B: { type: 'text', analyzer: 'plain' },
      C: { type: 'text', analyzer: 'plain' },
      D: { type: 'text', analyzer: 'stemmed' },
      v: { type: 'object', dynamic: true },
      n: { type: 'object', dynamic: true },
      o: { type: 'object', dynamic: true },
    },
  },
} as const

/** Another digest, another index: documents of two layouts never mix. */
export function layoutDigest(): string {
  return createHash('sha256').update(JSON.stringify(layout)).digest('hex').slice(0, 12)
}

/** A path as the name of one field: dots would make objects, and what people call their custom properties may be anything. */
export function fieldName(path: string): string {
  return path.replace(/[^A-Za-z0-9_-]/g, (character) => `~${character.codePointAt(0)?.toString(16)}~`) || '~'
}

/** What typed words are compared with. */
export function plainName(name: string): string {
  return words(name).map(fold).join(' ')
}

type Fields = Record<string, unknown[]>

function push(fields: Fields, path: string, value: unknown): void {
  const name = fieldName(path)
  const known = fields[name]
  if (known) known.push(value)
  else fields[name] = [value]
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const number = /^-?\d{1,18}(\.\d{1,9})?$/

/** Every value by its path, numbers once more as such, and lists of objects as lists. */
function collect(facts: unknown, path: string, into: { v: Fields; n: Fields; o: Fields }): void {
  if (Array.isArray(facts)) {
    for (const item of facts) {
      collect(item, path, into)
      if (isObject(item)) push(into.o, path, membersOf(item))
    }
  } else if (isObject(facts)) {
    for (const [name, value] of Object.entries(facts))
      collect(value, path === '' ? name : `${path}.${name}`, into)
  } else if (facts !== null && facts !== undefined) {
    const text = String(facts)
    push(into.v, path, text)
    if (number.test(text)) push(into.n, path, Number(text))
  }
}

function membersOf(item: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) =>
      value === null || value === undefined || typeof value === 'object'
        ? []
        : [[fieldName(name), String(value)]],
    ),
  )
}

/** The source of an indexed document. */
export function indexed(document: SearchDocument): Readonly<Record<string, unknown>> {
  const { facts, name_words: A, title_words: B, inner_names: C, prose: D, key: _key, ...columns } = document
  const into = { v: {}, n: {}, o: {} }
  collect(facts, '', into)
  const plain = plainName(document.name)
  return { ...columns, plain_name: plain, shortness: 1 / (1 + plain.length / 16), A, B, C, D, ...into }
}
