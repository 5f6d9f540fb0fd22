/** Queries over the sample catalog, and what each finds or why it is refused. */
import type { SearchQuery } from '../engine.ts'

export const tables = 'table_search_index'

export const foundByText: readonly [string, SearchQuery, string[]][] = [
  [
    'a whole name before others that hold the word',
    { q: 'orders', index: tables },
    ['orders', 'order_items', 'customers'],
  ],
  ['the beginning of a word', { q: 'cust' }, ['customers']],
  ['a word inside a name with underscores', { q: 'items' }, ['order_items']],
  ['a hump of a column name', { q: 'article' }, ['order_items']],
  ['without its accents', { q: 'zahlerstande' }, ['zählerstände']],
  ['with its accents', { q: 'Zählerstände' }, ['zählerstände']],
  ['a stemmed word of a description', { q: 'purchases' }, ['orders']],
  ['a phrase', { q: '"meter readings"' }, ['zählerstände']],
  ['nothing for a phrase in another order', { q: '"readings meter"' }, []],
  ['with a word excluded', { q: 'order_id -items' }, ['orders']],
  [
    'either of two words',
    { q: 'hourly OR purchase', sort: { field: 'name.keyword', order: 'asc' } },
    ['orders', 'zählerstände'],
  ],
  ['by a word of one text', { q: 'name:customers' }, ['customers']],
  ['nothing by a word that stands in another text', { q: 'name:purchase' }, []],
  ['by a word of a description', { q: 'description:purchase' }, ['orders']],
  ['by a member', { q: 'owners.name:bo' }, ['orders']],
  [
    'by members in parentheses',
    { q: 'tags.tagFQN:(PII.Sensitive OR Tier.Tier1) AND NOT name:orders' },
    ['order_items'],
  ],
  // Recorded from the 0.13 client.
  [
    'by a wildcard in the fully qualified name',
    { q: 'fullyQualifiedName:pg.*.sales.customers' },
    ['customers'],
  ],
  ['with a typing error', { q: 'custmers' }, ['customers']],
  ['with a typing error that is asked for', { q: 'custmers~ AND NOT name:orders' }, ['customers']],
  ['a quoted odd name', { q: 'weird' }, ['weird.name "x"']],
  ['nothing for what is not there', { q: 'xyzzy' }, []],
]

export const filteredTables: readonly [string, unknown, string][] = [
  [
    'term',
    { term: { 'service.name.keyword': 'pg' } },
    'customers order_items orders weird.name "x" zählerstände',
  ],
  [
    'term in another case of letters',
    { term: { 'databaseSchema.name.keyword': { value: 'GRID' } } },
    'weird.name "x" zählerstände',
  ],
  ['terms', { terms: { 'tags.tagFQN': ['PII.Sensitive', 'tier.tier1'] } }, 'order_items orders'],
  ['the tier', { term: { 'tier.tagFQN': 'Tier.Tier1' } }, 'orders'],
  ['owners by what they are called', { term: { 'owners.displayName.keyword': 'bo hansen' } }, 'orders'],
  ['the owner of the older spelling', { term: { 'owner.displayName.keyword': 'Bo Hansen' } }, 'orders'],
  ['a column by name', { term: { 'columns.name.keyword': 'order_id' } }, 'order_items orders'],
  ['not a column by a part of its name', { term: { 'columns.name.keyword': 'order' } }, ''],
  ['a custom property', { term: { 'extension.team': 'Blue' } }, 'customers'],
  ['a number among custom properties', { range: { 'extension.rows': { gt: 5, lte: 10 } } }, 'customers'],
  ['exists', { exists: { field: 'tags' } }, 'order_items orders'],
  ['exists for a list of parts', { exists: { field: 'columns' } }, 'customers order_items orders'],
  ['an empty description', { term: { description: '' } }, 'order_items weird.name "x"'],
  ['match on a text', { match: { description: 'purchase row' } }, 'orders'],
  ['match with all words', { match: { description: { query: 'purchase people', operator: 'and' } } }, ''],
  ['match_phrase', { match_phrase: { description: 'meter readings' } }, 'zählerstände'],
  ['multi_match', { multi_match: { query: 'customers', fields: ['name^5', 'displayName'] } }, 'customers'],
  ['prefix', { prefix: { 'name.keyword': 'order' } }, 'order_items orders'],
  ['wildcard', { wildcard: { 'owners.name': '?o' } }, 'orders'],
  ['ids that are none', { ids: { values: ['nothing'] } }, ''],
  ['a range of names', { range: { 'name.keyword': { gte: 'c', lt: 'orders' } } }, 'customers order_items'],
  [
    'a time',
    { range: { updatedAt: { gte: 'now-1d', lte: 'now+1d' } } },
    'customers order_items orders weird.name "x" zählerstände',
  ],
  ['a time that is over', { range: { updatedAt: { lt: '2001-01-01' } } }, ''],
  [
    'query_string in some fields',
    { query_string: { query: 'cust* AND deleted:false', fields: ['name', 'displayName'] } },
    'customers',
  ],
  [
    'nested, one object for all of it',
    {
      nested: {
        path: 'tags',
        query: {
          bool: {
            must: [
              { term: { 'tags.tagFQN': 'PII.Sensitive' } },
              { term: { 'tags.source': 'Classification' } },
            ],
          },
        },
      },
    },
    'order_items',
  ],
  [
    'nested, where no one object has both',
    {
      nested: {
        path: 'tags',
        query: {
          bool: {
            must: [{ term: { 'tags.tagFQN': 'PII.Sensitive' } }, { term: { 'tags.source': 'Glossary' } }],
          },
        },
      },
    },
    '',
  ],
  [
    'bool',
    { bool: { must_not: [{ exists: { field: 'columns' } }], should: [{ match_all: {} }] } },
    'weird.name "x" zählerstände',
  ],
  ['none', { match_none: {} }, ''],
]

export const refusedQueries: readonly [string, SearchQuery, RegExp][] = [
  ['a script', { queryFilter: { query: { script: {} } } }, /'script' is not supported/],
  [
    'a clause inside a clause',
    { queryFilter: { bool: { must: [{ geo_distance: {} }] } } },
    /'geo_distance' is not supported/,
  ],
  [
    'a member of a clause',
    { queryFilter: { term: { name: { value: 'x', rewrite: 'y' } } } },
    /'rewrite' is not supported in term\.name/,
  ],
  ['a distance behind a phrase', { q: '"a b"~3' }, /distance/],
  ['too many hits', { size: 5000 }, /size/],
  ['too deep a page', { from: 20_000 }, /search_after/],
  ['a field that is none', { sort: { field: 'evil"; drop', order: 'asc' } }, /sort_field/],
  ['an index that is none', { index: 'tabel_search_index' }, /'tabel_search_index' is none/],
]
