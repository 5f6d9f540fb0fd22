/** The values of one member among what a search finds, for pickers of filters. */
import { Type } from '@sinclair/typebox'
import { type Aggregation, checkedPattern, type SearchQuery } from '@waymark/engine'
import { problem } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'
import { SearchResponse, searchResponse } from './search-answer.ts'
import { jsonOf, listOf } from './search-parameters.ts'
import { visibilityOf } from './search-visibility.ts'

const AggregateParameters = queryOf({
  index: Type.Optional(Type.String({ maxLength: 1000 })),
  field: Type.Optional(Type.String({ maxLength: 200 })),
  value: Type.Optional(Type.String({ maxLength: 300, description: 'a regular expression, e.g. .*sales.*' })),
  q: Type.Optional(
    Type.String({ maxLength: 65_536, description: 'words, or an Elasticsearch query in JSON' }),
  ),
  queryText: Type.Optional(Type.String({ maxLength: 4096 })),
  size: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
  deleted: Type.Optional(Type.Boolean()),
  sourceFields: Type.Optional(
    Type.Union([Type.Array(Type.String(), { maxItems: 100 }), Type.String({ maxLength: 2000 })]),
  ),
})

const TopHits = Type.Object({
  size: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
  sortField: Type.Optional(Type.String()),
  sortOrder: Type.Optional(Type.String()),
})

const AggregationBody = Type.Object(
  {
    query: Type.Optional(Type.String({ maxLength: 65_536 })),
    queryText: Type.Optional(Type.String({ maxLength: 4096 })),
    index: Type.Optional(Type.String({ maxLength: 1000 })),
    fieldName: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Null()])),
    fieldValue: Type.Optional(Type.String({ maxLength: 300 })),
    deleted: Type.Optional(Type.Boolean()),
    size: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
    sourceFields: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
    topHits: Type.Optional(TopHits),
  },
  { $id: 'AggregationRequest', additionalProperties: false },
)

interface Asked {
  readonly index?: string
  readonly field: string
  readonly value?: string
  readonly text?: string
  readonly queryText?: string
  readonly size?: number
  readonly deleted?: boolean
  readonly sourceFields: readonly string[]
  readonly topHits?: number
}

function aggregationOf({ field, value, size, sourceFields, topHits }: Asked): Aggregation {
  const shown = topHits ?? (sourceFields.length > 0 ? 1 : undefined)
  return {
    kind: 'terms',
    field,
    size: Math.max(1, size ?? 10),
    order: { by: 'count', direction: 'desc' },
    ...(value === undefined || value === '' || value === '.*'
      ? {}
      : { include: { pattern: checkedPattern(value) } }),
    of: shown === undefined ? {} : { 'top_hits#top': { kind: 'topHits', size: shown, source: sourceFields } },
  }
}

/** Clients put a filter where others put words. */
function queryOfAsked({ index, text = '', queryText, deleted }: Asked): SearchQuery {
  const isFilter = text.trimStart().startsWith('{')
  const q = queryText ?? (isFilter || text === '*' ? undefined : text)
  return {
    size: 0,
    trackTotalHits: false,
    ...(index === undefined ? {} : { index }),
    ...(deleted === undefined ? {} : { deleted }),
    ...(q === undefined || q === '' ? {} : { q }),
    ...(isFilter ? { queryFilter: jsonOf('q', text) } : {}),
  }
}

export function registerAggregateRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const path = '/api/v1/search/aggregate'
  const docs = (summary: string) => described({ summary, tag: 'Search', answer: SearchResponse })

  const answer = async (request: FastifyRequest, asked: Asked) => {
    const startedMs = performance.now()
    const visible = await visibilityOf(deps, principalOf(request))
    const found = await deps.engine.search.search({
      ...queryOfAsked(asked),
      aggregations: { [`sterms#${asked.field}`]: aggregationOf(asked) },
      ...(visible === undefined ? {} : { visible }),
    })
    return searchResponse(found, performance.now() - startedMs)
  }

  /** Without a field: what begins with the text, as a list of names. */
  const suggestions = async (request: FastifyRequest, text: string, size: number) => {
    const startedMs = performance.now()
    const visible = await visibilityOf(deps, principalOf(request))
    const hits = await deps.engine.search.suggest(text, {
      size,
      ...(visible === undefined ? {} : { visible }),
    })
    const buckets = hits.map((hit) => ({ key: hit.source.name, doc_count: 1 }))
    return searchResponse(
      { total: hits.length, totalRelation: 'eq', hits: [], aggregations: { suggest: { buckets } } },
      performance.now() - startedMs,
    )
  }

  app.get<{ Querystring: Record<string, unknown> }>(
    path,
    { schema: { querystring: AggregateParameters }, config: { docs: docs('Values of one member, counted') } },
    async (request) => {
      const { index, field, value, q, queryText, size, deleted, sourceFields } = request.query as Partial<{
        index: string
        field: string
        value: string
        q: string
        queryText: string
        size: number
        deleted: boolean
        sourceFields: string | string[]
      }> // validated by AggregateParameters
      if (field === undefined) {
        if (q === undefined)
          throw problem('parameter-invalid', { parameter: 'field', expected: 'the member to count.' })
        return await suggestions(request, q, Math.min(Math.max(size ?? 5, 1), 50))
      }
      return await answer(request, {
        field,
        sourceFields: listOf(sourceFields).flatMap((names) => names.split(',')),
        ...(index === undefined ? {} : { index }),
        ...(value === undefined ? {} : { value }),
        ...(q === undefined ? {} : { text: q }),
        ...(queryText === undefined ? {} : { queryText }),
        ...(size === undefined ? {} : { size }),
        ...(deleted === undefined ? {} : { deleted }),
      })
    },
  )
  app.post<{ Body: typeof AggregationBody.static }>(
    path,
    {
      schema: { body: AggregationBody },
      config: { docs: docs('Values of one member, counted; by a request body') },
    },
    async (request) => {
      const { query, fieldName, fieldValue, index, queryText, size, deleted, sourceFields, topHits } =
        request.body
      if (fieldName === undefined || fieldName === null) {
        throw problem('body-invalid', { field: 'fieldName', expected: 'the member to count.' })
      }
      return await answer(request, {
        field: fieldName,
        sourceFields: sourceFields ?? [],
        ...(index === undefined ? {} : { index }),
        ...(fieldValue === undefined ? {} : { value: fieldValue }),
        ...(query === undefined ? {} : { text: query }),
        ...(queryText === undefined ? {} : { queryText }),
        ...(size === undefined ? {} : { size }),
        ...(deleted === undefined ? {} : { deleted }),
        ...(topHits === undefined ? {} : { topHits: topHits.size ?? 3 }),
      })
    },
  )
}
