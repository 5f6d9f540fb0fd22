/** Search, in the request and answer shapes of Elasticsearch that the clients speak. */
import { type Static, Type } from '@sinclair/typebox'
import type { FacetName, SearchAnswer, SearchHit, SearchQuery } from '@waymark/engine'
import type { Principal } from '@waymark/identity'
import { problem } from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'

const facetNames = [
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
  Type.Union([Type.Array(Type.String(), { maxItems: 100 }), Type.String({ maxLength: 4096 })]),
)
const page = {
  index: Type.Optional(Type.String({ maxLength: 1000, default: 'all' })),
  from: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000, default: 0 })),
  size: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000, default: 10 })),
  deleted: Type.Optional(Type.Boolean({ default: false })),
}
const SearchParameters = queryOf({
  ...page,
  q: Type.Optional(Type.String({ maxLength: 4096 })),
  query_filter: Type.Optional(Type.String({ maxLength: 65_536, description: 'an Elasticsearch bool query' })),
  sort_field: Type.Optional(Type.String({ maxLength: 200 })),
  sort_order: Type.Optional(Type.String({ enum: ['asc', 'desc'], default: 'desc' })),
  search_after: oneOrMore,
  include_source_fields: oneOrMore,
  facets: Type.Optional(Type.Boolean({ description: 'count the facets', default: false })),
  ...Object.fromEntries(facetNames.map((name) => [name, oneOrMore])),
})
const FieldParameters = queryOf({
  ...page,
  fieldName: Type.String({ minLength: 1, maxLength: 200 }),
  fieldValue: Type.String({ maxLength: 4096, description: '* stands for any text' }),
})
const SuggestParameters = queryOf({
  q: Type.String({ maxLength: 500 }),
  size: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 10 })),
})

const Hit = Type.Object({
  _index: Type.String(),
  _id: Type.String(),
  _score: Type.Number(),
  _source: Type.Object({}, { additionalProperties: true }),
  highlight: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
  sort: Type.Optional(Type.Array(Type.String())),
})
const Answer = Type.Object(
  {
    took: Type.Integer(),
    timed_out: Type.Boolean(),
    hits: Type.Object({
      total: Type.Object({ value: Type.Integer(), relation: Type.String() }),
      hits: Type.Array(Hit),
    }),
    aggregations: Type.Optional(Type.Object({}, { additionalProperties: true })),
  },
  { $id: 'SearchResponse' },
)

function listOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String)
  return typeof value === 'string' ? [value] : []
}

function hitOf(hit: SearchHit, wanted: readonly string[]) {
  const source = wanted.length === 0 ? hit.source : pick(hit.source, wanted)
  return {
    _index: hit.index,
    _id: hit.id,
    _score: hit.score,
    _source: source,
    ...(hit.highlight === undefined ? {} : { highlight: hit.highlight }),
    ...(hit.sort === undefined ? {} : { sort: hit.sort }),
  }
}

function pick(source: Readonly<Record<string, unknown>>, names: readonly string[]) {
  return Object.fromEntries(Object.entries(source).filter(([name]) => names.includes(name)))
}

function answerOf(answer: SearchAnswer, tookMs: number, wanted: readonly string[] = []) {
  return {
    took: Math.round(tookMs),
    timed_out: false,
    hits: {
      total: { value: answer.total, relation: 'eq' },
      hits: answer.hits.map((hit) => hitOf(hit, wanted)),
    },
    ...(answer.facets === undefined ? {} : { aggregations: aggregationsOf(answer.facets) }),
  }
}

function aggregationsOf(facets: NonNullable<SearchAnswer['facets']>) {
  const buckets = Object.entries(facets).map(([name, counts]) => [
    name,
    { buckets: counts.map(({ value, count }) => ({ key: value, doc_count: count })) },
  ])
  return Object.fromEntries(buckets)
}

function parseFilter(text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw problem('parameter-invalid', {
      parameter: 'query_filter',
      expected: 'an Elasticsearch bool query in JSON',
    })
  }
}

/** The part of an index list that this caller may see. Undefined: nothing of it. */
async function visibleIndex(
  { engine, identity }: ApiDependencies,
  principal: Principal,
  index: string,
): Promise<string | undefined> {
  const hidden = new Set<string>()
  const visible: string[] = []
  for (const { type, search } of engine.registry.all) {
    if (!search) continue
    if (await identity.may(principal, 'ViewBasic', { type })) visible.push(search.index)
    else hidden.add(search.index)
  }
  if (hidden.size === 0) return index
  const asked = index.split(',')
  const rest = asked.includes('all') ? visible : asked.filter((name) => !hidden.has(name))
  return rest.length === 0 ? undefined : rest.join(',')
}

const nothing: SearchAnswer = { total: 0, hits: [] }

export function registerSearchRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine } = deps
  const search = async (principal: Principal, query: SearchQuery, wanted: readonly string[] = []) => {
    const started = performance.now()
    const index = await visibleIndex(deps, principal, query.index ?? 'all')
    const answer = index === undefined ? nothing : await engine.search.search({ ...query, index })
    return answerOf(answer, performance.now() - started, wanted)
  }

  app.get<{ Querystring: Static<typeof SearchParameters> }>(
    '/api/v1/search/query',
    {
      schema: { querystring: SearchParameters },
      config: { docs: described({ summary: 'Search', tag: 'Search', answer: Answer }) },
    },
    (request) => {
      const { q, query_filter, sort_field, sort_order, search_after, facets, ...rest } = request.query
      const queryFilter = parseFilter(query_filter)
      const filters = Object.fromEntries(
        facetNames.flatMap((name) => {
          const values = listOf((rest as Record<string, unknown>)[name]) // declared above, name by name
          return values.length === 0 ? [] : [[name, values]]
        }),
      )
      const query: SearchQuery = {
        ...pageOf(rest),
        ...(q === undefined || q === '' ? {} : { q }),
        ...(queryFilter === undefined ? {} : { queryFilter }),
        ...(sort_field === undefined
          ? {}
          : { sort: { field: sort_field, order: sort_order === 'asc' ? 'asc' : 'desc' } }),
        ...(search_after === undefined ? {} : { searchAfter: listOf(search_after) }),
        ...(facets === true ? { withFacets: true } : {}),
        facets: filters,
      }
      const wanted = listOf(rest.include_source_fields).flatMap((names) => names.split(','))
      return search(principalOf(request), query, wanted)
    },
  )
  app.get<{ Querystring: Static<typeof FieldParameters> }>(
    '/api/v1/search/fieldQuery',
    {
      schema: { querystring: FieldParameters },
      config: { docs: described({ summary: 'Find by one member exactly', tag: 'Search', answer: Answer }) },
    },
    (request) => {
      const { fieldName, fieldValue, ...rest } = request.query
      const field = { name: fieldName, value: fieldValue }
      return search(principalOf(request), { ...pageOf(rest), field })
    },
  )
  registerSuggest(app, deps)
}

function pageOf({
  index,
  from,
  size,
  deleted,
}: Partial<Static<ReturnType<typeof queryOf<typeof page>>>>): SearchQuery {
  return {
    ...(index === undefined ? {} : { index }),
    ...(from === undefined ? {} : { from }),
    ...(size === undefined ? {} : { size }),
    ...(deleted === undefined ? {} : { deleted }),
  }
}

function registerSuggest(app: FastifyInstance, deps: ApiDependencies): void {
  app.get<{ Querystring: Static<typeof SuggestParameters> }>(
    '/api/v1/search/suggest',
    {
      schema: { querystring: SuggestParameters },
      config: {
        docs: described({
          summary: 'Names and titles that begin with what was typed',
          tag: 'Search',
          answer: Answer,
        }),
      },
    },
    async (request) => {
      const started = performance.now()
      const principal = principalOf(request)
      const { q, size = 10 } = request.query
      const found = await deps.engine.search.suggest(q, size)
      const index = await visibleIndex(deps, principal, 'all')
      const visible = index === 'all' ? found : found.filter((hit) => index?.split(',').includes(hit.index))
      return answerOf({ total: visible.length, hits: visible }, performance.now() - started)
    },
  )
}
