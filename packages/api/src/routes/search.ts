/** Search, in the request and answer shapes of Elasticsearch that the clients speak. */
import { type Static, type TSchema, Type } from '@sinclair/typebox'
import type { SearchAnswer, SearchQuery } from '@waymark/engine'
import { problem } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { described } from '../route-config.ts'
import { registerAggregateRoutes } from './search-aggregate.ts'
import { SearchDocument, SearchResponse, searchResponse } from './search-answer.ts'
import { registerSearchExport } from './search-export.ts'
import {
  FieldParameters,
  listOf,
  parametersOf,
  requestOf,
  SearchBody,
  SearchParameters,
  type SearchRequest,
  SuggestParameters,
} from './search-parameters.ts'
import { visibilityOf } from './search-visibility.ts'

const path = '/api/v1/search'

function docs(summary: string, answer: TSchema = SearchResponse) {
  return described({ summary, tag: 'Search', answer })
}

/** Searches what the caller may see. */
export async function searchFor(
  deps: ApiDependencies,
  request: FastifyRequest,
  query: SearchQuery,
): Promise<SearchAnswer> {
  const visible = await visibilityOf(deps, principalOf(request))
  return await deps.engine.search.search(visible === undefined ? query : { ...query, visible })
}

export function registerSearchRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const answer = async (request: FastifyRequest, { query, choice }: SearchRequest) => {
    const startedMs = performance.now()
    const found = await searchFor(deps, request, query)
    return searchResponse(found, performance.now() - startedMs, choice)
  }
  app.get<{ Querystring: Record<string, unknown> }>(
    `${path}/query`,
    { schema: { querystring: SearchParameters }, config: { docs: docs('Search') } },
    (request) => answer(request, requestOf(request.query)),
  )
  app.post<{ Body: SearchBody }>(
    `${path}/query`,
    { schema: { body: SearchBody }, config: { docs: docs('Search, by a request body') } },
    (request) => {
      const { fieldName, fieldValue } = request.body
      const asked = requestOf(parametersOf(request.body))
      if (fieldName === undefined || fieldValue === undefined) return answer(request, asked)
      return answer(request, {
        ...asked,
        query: { ...asked.query, field: { name: fieldName, value: fieldValue } },
      })
    },
  )
  app.get<{ Querystring: Static<typeof FieldParameters> }>(
    `${path}/fieldQuery`,
    { schema: { querystring: FieldParameters }, config: { docs: docs('Find by one member exactly') } },
    (request) => {
      const { fieldName, fieldValue, ...rest } = request.query
      const { query, choice } = requestOf(rest)
      return answer(request, { query: { ...query, field: { name: fieldName, value: fieldValue } }, choice })
    },
  )
  registerSuggest(app, deps)
  registerDocument(app, deps)
  registerCounts(app, deps)
  registerAggregateRoutes(app, deps)
  registerSearchExport(app, deps)
}

function registerSuggest(app: FastifyInstance, deps: ApiDependencies): void {
  app.get<{ Querystring: Static<typeof SuggestParameters> }>(
    `${path}/suggest`,
    {
      schema: { querystring: SuggestParameters },
      config: { docs: docs('Names and titles that begin with what was typed') },
    },
    async (request) => {
      const startedMs = performance.now()
      const { q, size = 10, index, include_source_fields } = request.query
      const visible = await visibilityOf(deps, principalOf(request))
      const hits = await deps.engine.search.suggest(q, {
        size,
        ...(index === undefined ? {} : { index }),
        ...(visible === undefined ? {} : { visible }),
      })
      const include = listOf(include_source_fields).flatMap((names) => names.split(','))
      const found: SearchAnswer = { total: hits.length, totalRelation: 'eq', hits }
      return searchResponse(found, performance.now() - startedMs, { include, exclude: [] })
    },
  )
}

function registerDocument(app: FastifyInstance, deps: ApiDependencies): void {
  app.get<{ Params: { index: string; id: string } }>(
    `${path}/get/:index/doc/:id`,
    { config: { docs: docs('The document of one hit', SearchDocument) } },
    async (request) => {
      const { index, id } = request.params
      const queryFilter = { ids: { values: [id] } }
      const { hits } = await searchFor(deps, request, { index, queryFilter, deleted: 'any', size: 1 })
      const [hit] = hits
      if (!hit) throw problem('entity-not-found', { type: index, key: id })
      return hit.source
    },
  )
}

const CountParameters = Type.Object(
  {
    q: Type.Optional(Type.String({ maxLength: 4096 })),
    index: Type.Optional(Type.String({ maxLength: 1000 })),
    query_filter: Type.Optional(Type.String({ maxLength: 65_536 })),
    post_filter: Type.Optional(Type.String({ maxLength: 65_536 })),
    deleted: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: true },
)

function registerCounts(app: FastifyInstance, deps: ApiDependencies): void {
  app.get<{ Querystring: Static<typeof CountParameters> }>(
    `${path}/entityTypeCounts`,
    {
      schema: { querystring: CountParameters },
      config: { docs: docs('How many entities of each type a search finds') },
    },
    async (request) => {
      const startedMs = performance.now()
      const { query } = requestOf({ ...request.query, size: 0 })
      const found = await searchFor(deps, request, {
        ...query,
        aggregations: {
          'sterms#entityType': {
            kind: 'terms',
            field: 'entityType',
            size: 200,
            order: { by: 'count', direction: 'desc' },
            of: {},
          },
        },
      })
      return searchResponse(found, performance.now() - startedMs)
    },
  )
}
