/** All hits of a search as CSV, streamed. */
import { Readable } from 'node:stream'
import type { SearchQuery } from '@waymark/engine'
import type { EntityReference, TagLabel } from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { csvLine } from '../csv/lines.ts'
import { described } from '../route-config.ts'
import { requestOf, SearchParameters } from './search-parameters.ts'
import { visibilityOf } from './search-visibility.ts'

const pageSize = 500

const header = [
  'Entity Type', 'Service Name', 'Service Type', 'FQN', 'Name', 'Display Name', 'Description', 'Owners', 'Tags',
  'Glossary Terms', 'Domains', 'Tier',
] // biome-ignore format: a vocabulary

type Source = Readonly<Record<string, unknown>>

function names(value: unknown): string {
  const list = Array.isArray(value) ? (value as readonly EntityReference[]) : [] // references of a search document
  return list.map((one) => one.fullyQualifiedName ?? one.name ?? one.id).join(';')
}

function tagsOf(value: unknown, source: TagLabel['source']): string {
  const list = Array.isArray(value) ? (value as readonly TagLabel[]) : [] // labels of a search document
  return list
    .filter((label) => label.source === source)
    .map((label) => label.tagFQN)
    .join(';')
}

function row(source: Source): string {
  const service = source.service as EntityReference | undefined // a reference, as on every asset
  const tier = source.tier as { readonly tagFQN?: string } | undefined // written by search itself
  return csvLine([
    source.entityType,
    service?.name,
    source.serviceType,
    source.fullyQualifiedName,
    source.name,
    source.displayName,
    source.description,
    names(source.owners),
    tagsOf(source.tags, 'Classification'),
    tagsOf(source.tags, 'Glossary'),
    names(source.domains),
    tier?.tagFQN,
  ])
}

export function registerSearchExport(app: FastifyInstance, deps: ApiDependencies): void {
  app.get<{ Querystring: Record<string, unknown> }>(
    '/api/v1/search/export',
    {
      schema: { querystring: SearchParameters },
      config: { docs: described({ summary: 'All hits as CSV', tag: 'Search', mediaType: 'text/csv' }) },
    },
    async (request, reply) => {
      const { query } = requestOf(request.query)
      const {
        from: _from,
        size,
        searchAfter: _after,
        withFacets: _facets,
        aggregations: _counts,
        ...rest
      } = query
      const visible = await visibilityOf(deps, principalOf(request))
      const asked: SearchQuery = { ...rest, ...(visible === undefined ? {} : { visible }) }
      // A size that nobody asked for is that of a page.
      const most = (typeof request.query.size === 'number' ? size : undefined) ?? Number.POSITIVE_INFINITY
      // The first page is read before the answer begins, so that a query that is refused is answered as such.
      const lines = pages(deps, asked, most)
      const first = await lines.next()
      const body = async function* () {
        yield csvLine(header)
        if (!first.done) yield first.value
        yield* lines
      }
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="search.csv"')
        .send(Readable.from(body()))
    },
  )
}

/** Pages by name, since names don't move while somebody reads. */
async function* pages(deps: ApiDependencies, query: SearchQuery, most: number): AsyncGenerator<string> {
  const sort = query.sort ?? { field: 'fullyQualifiedName', order: 'asc' as const }
  let after: readonly string[] | undefined
  for (let sent = 0; sent < most; ) {
    const size = Math.min(pageSize, most - sent)
    const { hits } = await deps.engine.search.search({
      ...query,
      sort,
      size,
      trackTotalHits: false,
      ...(after ? { searchAfter: after } : {}),
    })
    if (hits.length > 0) yield hits.map((hit) => row(hit.source)).join('')
    sent += hits.length
    after = hits.at(-1)?.sort
    if (hits.length < size || !after) return
  }
}
