/** The parameters of a search, as query string and as the bodies that clients post. */
import { type Static, type TObject, Type } from '@sinclair/typebox'
import {
  type Aggregations,
  type FacetName,
  inParameter,
  parseAggregations,
  type SearchQuery,
} from '@waymark/engine'
import { problem } from '@waymark/spec'
import { queryOf } from '../http/query.ts'
import type { SourceChoice } from './search-answer.ts'

export const facetNames = [
  'entityType',
  'service',
  'serviceType',
  'database',
  'databaseSchema',
  'tag',
  'owner',
  'tier',
  'tableType',
] as const satisfies readonly FacetName[]

const oneOrMore = Type.Optional(
  Type.Union([
    Type.Array(Type.String({ maxLength: 4096 }), { maxItems: 100 }),
    Type.String({ maxLength: 4096 }),
  ]),
)
const flag = (description: string) => Type.Optional(Type.Boolean({ description }))
const json = (description: string) => Type.Optional(Type.String({ maxLength: 65_536, description }))

const page = {
  index: Type.Optional(
    Type.String({ maxLength: 1000, description: 'index names or entity types, e.g. all, dataAsset, table' }),
  ),
  from: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
  size: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
  deleted: flag('search what is deleted instead of what is not'),
}

const common = {
  ...page,
  sort_field: oneOrMore,
  sort_order: Type.Optional(Type.String({ enum: ['asc', 'desc'] })),
  search_after: oneOrMore,
  include_source_fields: oneOrMore,
  exclude_source_fields: oneOrMore,
  fetch_source: flag('false leaves the documents out'),
  track_total_hits: Type.Optional(Type.Union([Type.Boolean(), Type.Integer({ minimum: 0 })])),
}

const facetParameters: Record<string, typeof oneOrMore> = Object.fromEntries(
  facetNames.map((name) => [name, oneOrMore]),
)

export const SearchParameters: TObject = queryOf({
  ...common,
  q: Type.Optional(Type.String({ maxLength: 4096, description: 'words, or the query language' })),
  query_filter: json(
    'an Elasticsearch query, or a search body with query, aggs, sort, from, size and _source',
  ),
  post_filter: json('an Elasticsearch query that aggregations do not see'),
  aggs: json('Elasticsearch aggregations'),
  include_aggregations: flag('count the usual members'),
  facets: flag('count the facets, each without its own filter'),
  ...facetParameters,
})

export const FieldParameters = queryOf({
  ...common,
  fieldName: Type.String({ minLength: 1, maxLength: 200 }),
  fieldValue: Type.String({ maxLength: 4096, description: '* stands for any text' }),
})

export const SuggestParameters = queryOf({
  q: Type.String({ maxLength: 500 }),
  index: page.index,
  size: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
  include_source_fields: oneOrMore,
})

/** What the clients' search request bodies hold. */
export const SearchBody = Type.Object(
  {
    query: Type.Optional(Type.String({ maxLength: 4096 })),
    index: page.index,
    from: page.from,
    size: page.size,
    deleted: page.deleted,
    queryFilter: json('an Elasticsearch query'),
    postFilter: json('an Elasticsearch query that aggregations do not see'),
    fetchSource: Type.Optional(Type.Boolean()),
    trackTotalHits: Type.Optional(Type.Boolean()),
    sortFieldParam: Type.Optional(Type.String({ maxLength: 500 })),
    sortOrder: Type.Optional(Type.String({ enum: ['asc', 'desc'] })),
    includeSourceFields: Type.Optional(Type.Array(Type.String())),
    excludeSourceFields: Type.Optional(Type.Array(Type.String())),
    searchAfter: Type.Optional(Type.Array(Type.String())),
    fieldName: Type.Optional(Type.String({ maxLength: 200 })),
    fieldValue: Type.Optional(Type.String({ maxLength: 4096 })),
    includeAggregations: Type.Optional(Type.Boolean()),
  },
  { $id: 'SearchRequest', additionalProperties: false },
)
export type SearchBody = Static<typeof SearchBody>

/** Members that are counted where a client asks for "the" aggregations. */
const usualMembers = [
  'entityType', 'serviceType', 'service.displayName.keyword', 'tier.tagFQN', 'certification.tagLabel.tagFQN',
  'owners.displayName.keyword', 'domains.displayName.keyword', 'tags.tagFQN', 'database.displayName.keyword',
  'databaseSchema.displayName.keyword', 'tableType', 'columns.name.keyword',
] // biome-ignore format: a vocabulary

export function usualAggregations(): Aggregations {
  const terms = (field: string) => [`sterms#${field}`, { terms: { field, size: 10 } }] as const
  return parseAggregations(Object.fromEntries(usualMembers.map(terms)))
}

export interface SearchRequest {
  readonly query: SearchQuery
  readonly choice: SourceChoice
}

type Given = Readonly<Record<string, unknown>>

export function listOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String)
  return typeof value === 'string' && value !== '' ? [value] : []
}

/** @throws problem `parameter-invalid` for text that is no JSON */
export function jsonOf(parameter: string, text: unknown): unknown {
  if (typeof text !== 'string' || text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw problem('parameter-invalid', { parameter, expected: 'an Elasticsearch query in JSON.' })
  }
}

function sortOf(fields: readonly string[], order: unknown): SearchQuery['sort'] {
  return fields
    .flatMap((names) => names.split(','))
    .map((name) => {
      const [field = '', own = order] = name.trim().split(':')
      if (own !== undefined && own !== 'asc' && own !== 'desc')
        throw problem('parameter-invalid', {
          parameter: 'sort_field',
          expected: 'asc or desc behind a colon.',
        })
      return { field, order: own === 'asc' ? 'asc' : 'desc' } as const
    })
}

/** Members that were given, under the names of a search. */
export function requestOf(given: Given): SearchRequest {
  const { q, index, from, size, deleted, sort_field, sort_order, search_after, track_total_hits } = given
  const fields = listOf(sort_field)
  const body = bodyOf(jsonOf('query_filter', given.query_filter))
  const post = jsonOf('post_filter', given.post_filter)
  const aggs = jsonOf('aggs', given.aggs)
  const aggregations = {
    ...(given.include_aggregations === true ? usualAggregations() : {}),
    ...body.query.aggregations,
    ...(aggs === undefined ? {} : inParameter('aggs', () => parseAggregations(aggs))),
  }
  const facets = Object.fromEntries(
    facetNames.flatMap((name) => {
      const values = listOf(given[name])
      return values.length === 0 ? [] : [[name, values]]
    }),
  )
  const listed = (name: string) => listOf(given[name]).flatMap((names) => names.split(','))
  const include = listed('include_source_fields')
  return {
    query: {
      ...body.query,
      ...(typeof q === 'string' && q !== '' ? { q } : {}),
      ...(typeof index === 'string' ? { index } : {}),
      ...(typeof from === 'number' ? { from } : {}),
      ...(typeof size === 'number' ? { size } : {}),
      ...(typeof deleted === 'boolean' ? { deleted } : {}),
      ...(fields.length === 0 ? {} : { sort: sortOf(fields, sort_order) ?? [] }),
      ...(search_after === undefined ? {} : { searchAfter: listOf(search_after) }),
      ...(typeof track_total_hits === 'boolean' || typeof track_total_hits === 'number'
        ? { trackTotalHits: track_total_hits }
        : {}),
      ...(post === undefined ? {} : { postFilter: post }),
      ...(Object.keys(aggregations).length === 0 ? {} : { aggregations }),
      ...(given.facets === true ? { withFacets: true } : {}),
      facets,
    },
    choice: {
      include: include.length > 0 ? include : body.include,
      exclude: listed('exclude_source_fields'),
      ...(given.fetch_source === false || !body.fetch ? { fetch: false } : {}),
    },
  }
}

const bodyMembers = [
  'query', 'from', 'size', 'sort', 'aggs', 'aggregations', 'post_filter', '_source', 'search_after', 'track_total_hits',
] // biome-ignore format: a vocabulary

function refuseBody(expected: string): never {
  throw problem('parameter-invalid', { parameter: 'query_filter', expected })
}

const isText = (value: unknown) => typeof value === 'string'

/** A filter, or the whole body of an Elasticsearch search. */
function bodyOf(body: unknown): {
  readonly query: SearchQuery
  readonly include: readonly string[]
  readonly fetch: boolean
} {
  if (body === undefined) return { query: {}, include: [], fetch: true }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) refuseBody('an object in JSON.')
  const given = body as Given // just checked
  const names = Object.keys(given)
  if (!names.some((name) => bodyMembers.includes(name)))
    return { query: { queryFilter: body }, include: [], fetch: true }
  const other = names.find((name) => !bodyMembers.includes(name))
  if (other !== undefined) {
    refuseBody(`'${other}' is not supported beside a query; supported: ${bodyMembers.join(', ')}.`)
  }
  const { query, from, size, sort, post_filter, _source, search_after, track_total_hits } = given
  const aggs = given.aggs ?? given.aggregations
  for (const [name, value] of Object.entries({ from, size })) {
    if (value !== undefined && typeof value !== 'number') refuseBody(`a whole number as '${name}'.`)
  }
  if (!['undefined', 'boolean', 'number'].includes(typeof track_total_hits))
    refuseBody("true, false, or a whole number as 'track_total_hits'.")
  if (search_after !== undefined && !Array.isArray(search_after)) refuseBody("a list as 'search_after'.")
  if (!['undefined', 'boolean'].includes(typeof _source) && ![_source].flat().every(isText))
    refuseBody("true, false, a name or a list of names as '_source'.")
  return {
    query: {
      ...(query === undefined ? {} : { queryFilter: query }),
      ...(typeof from === 'number' ? { from } : {}),
      ...(typeof size === 'number' ? { size } : {}),
      ...(sort === undefined ? {} : { sort: bodySort(sort) }),
      ...(post_filter === undefined ? {} : { postFilter: post_filter }),
      ...(Array.isArray(search_after) ? { searchAfter: search_after.map(String) } : {}),
      ...(typeof track_total_hits === 'boolean' || typeof track_total_hits === 'number'
        ? { trackTotalHits: track_total_hits }
        : {}),
      ...(aggs === undefined ? {} : { aggregations: parseAggregations(aggs) }),
    },
    include: listOf(_source),
    fetch: _source !== false,
  }
}

function bodySort(sort: unknown): { field: string; order: 'asc' | 'desc' }[] {
  return (Array.isArray(sort) ? sort : [sort]).flatMap((one: unknown) => {
    if (typeof one === 'string')
      return [{ field: one, order: one === '_score' ? ('desc' as const) : ('asc' as const) }]
    if (typeof one !== 'object' || one === null) return refuseBody('fields or objects in sort.')
    return Object.entries(one).map(([field, how]: [string, unknown]) => {
      const order = typeof how === 'object' && how !== null ? Reflect.get(how, 'order') : how
      if (order !== undefined && order !== 'asc' && order !== 'desc')
        refuseBody(`asc or desc at sort.${field}.`)
      return { field, order: order === 'desc' ? ('desc' as const) : ('asc' as const) }
    })
  })
}

/** The posted request, under the names of the query string. */
export function parametersOf(body: SearchBody): Given {
  return {
    q: body.query,
    index: body.index,
    from: body.from,
    size: body.size,
    deleted: body.deleted,
    query_filter: body.queryFilter,
    post_filter: body.postFilter,
    fetch_source: body.fetchSource,
    track_total_hits: body.trackTotalHits,
    sort_field: body.sortFieldParam,
    sort_order: body.sortOrder,
    include_source_fields: body.includeSourceFields,
    exclude_source_fields: body.excludeSourceFields,
    search_after: body.searchAfter,
    include_aggregations: body.includeAggregations,
  }
}
