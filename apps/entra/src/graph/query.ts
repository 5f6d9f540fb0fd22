/** Query options of Graph: filters, searches, sorts, pages and cuts down what an operation found. */
import { isGraphHost } from '../clouds.ts'
import { graphHost } from '../directory/microsoft-graph.ts'
import type { EntraRequest } from '../http/request.ts'
import { type Entity, parseFilter } from './filter.ts'
import { odataContext } from './operation.ts'
import { badRequest, GraphProblem, unsupportedQuery } from './problem.ts'

const defaultPageSize = 100
const largestPageSize = 999

/** Adds what `$expand` names to an entity. */
export type Expansions = Record<string, (entity: Entity) => unknown>

export interface Collection {
  /** The entity set, for `@odata.context`. */
  set: string
  entities: Entity[]
  expansions?: Expansions
  /** Members that are shown only to who selects them. */
  onRequest?: string[]
  /** directoryRoles come in one piece. */
  unpaged?: boolean
}

/**
 * The page of a collection that the query options ask for.
 * @throws GraphProblem 400 for options that are unknown or not supported without `ConsistencyLevel: eventual`
 */
export function collectionPage(request: EntraRequest, collection: Collection): object {
  const { query } = request
  checkOptions(query, [
    '$filter',
    '$search',
    '$orderby',
    '$top',
    '$count',
    '$select',
    '$expand',
    '$skiptoken',
  ])
  const eventual = request.header('consistencylevel')?.toLowerCase() === 'eventual'
  const counted = query.get('$count') === 'true'
  const filter = query.get('$filter')
  const order = query.get('$orderby')
  let found = collection.entities
  if (filter !== null) {
    const parsed = parseFilter(filter)
    if ((parsed.advanced || order !== null) && !(eventual && counted)) throw unsupportedQuery()
    found = found.filter(parsed.matches)
  }
  const search = query.get('$search')
  if (search !== null) {
    if (!eventual)
      throw unsupportedQuery(
        "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
      )
    found = found.filter(searched(search))
  }
  if (order !== null) found = sorted(found, order)

  const start = tokenPosition(query.get('$skiptoken'))
  const size = collection.unpaged ? found.length : pageSize(query.get('$top'))
  const page = found.slice(start, start + size)
  const select = selected(query)
  const shown = page.map((entity) =>
    cut(expand(entity, query.get('$expand'), collection.expansions), select, collection.onRequest),
  )
  return {
    '@odata.context': odataContext(select ? `${collection.set}(${select.join(',')})` : collection.set),
    ...(counted && eventual && start === 0 && { '@odata.count': found.length }),
    ...(start + size < found.length && { '@odata.nextLink': nextLink(request, start + size) }),
    value: shown,
  }
}

/** One entity, with `$select` and `$expand`. */
export function singleEntity(
  request: EntraRequest,
  { set, expansions, onRequest }: Omit<Collection, 'entities'>,
  entity: Entity,
): object {
  checkOptions(request.query, ['$select', '$expand'])
  const select = selected(request.query)
  return {
    '@odata.context': odataContext(`${set}${select ? `(${select.join(',')})` : ''}/$entity`),
    ...cut(expand(entity, request.query.get('$expand'), expansions), select, onRequest),
  }
}

/** The bare number that `/$count` answers. */
export function countOf(request: EntraRequest, entities: Entity[]): number {
  if (request.header('consistencylevel')?.toLowerCase() !== 'eventual')
    throw badRequest("$count is not currently supported without the header 'ConsistencyLevel: eventual'.")
  const filter = request.query.get('$filter')
  return filter === null ? entities.length : entities.filter(parseFilter(filter).matches).length
}

function checkOptions(query: URLSearchParams, known: string[]): void {
  for (const name of query.keys())
    if (name.startsWith('$') && !known.includes(name))
      throw new GraphProblem(
        400,
        'BadRequest',
        `The query specified in the URI is not valid. ${name} is not supported here.`,
      )
}

function selected(query: URLSearchParams): string[] | undefined {
  const names = query
    .get('$select')
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  return names?.length ? names : undefined
}

function cut(entity: Entity, select: string[] | undefined, onRequest: string[] = []): Entity {
  const keep = (name: string) =>
    select ? select.includes(name) || name.startsWith('@') : !onRequest.includes(name)
  return Object.fromEntries(Object.entries(entity).filter(([name]) => keep(name)))
}

/** @throws GraphProblem 400 for a relationship that can't be expanded here */
function expand(entity: Entity, asked: string | null, expansions: Expansions = {}): Entity {
  const name = asked?.replace(/\(.*\)$/, '').trim()
  if (!name) return entity
  const expansion = Object.hasOwn(expansions, name) ? expansions[name] : undefined
  if (!expansion)
    throw new GraphProblem(
      400,
      'BadRequest',
      `Parsing OData Select and Expand failed: Could not find a property named '${name}'.`,
    )
  return { ...entity, [name]: expansion(entity) }
}

function searched(search: string): (entity: Entity) => boolean {
  const terms = [...search.matchAll(/"(\w+):([^"]*)"/g)].map(([, property = '', text = '']) => ({
    property,
    text: text.toLowerCase(),
  }))
  if (terms.length === 0)
    throw badRequest('Syntax error: the $search clause must look like "property:value", quotes included.')
  return (entity) =>
    terms.some(({ property, text }) =>
      String(entity[property] ?? '')
        .toLowerCase()
        .split(/[\s_-]+/)
        .some((_word, index, words) => words.slice(index).join(' ').startsWith(text)),
    )
}

function sorted(entities: Entity[], order: string): Entity[] {
  const [name = '', direction = 'asc'] = order.trim().split(/\s+/)
  const sign = direction.toLowerCase() === 'desc' ? -1 : 1
  return entities.toSorted((a, b) => sign * String(a[name] ?? '').localeCompare(String(b[name] ?? '')))
}

/** @throws GraphProblem 400 beyond 999 */
function pageSize(top: string | null): number {
  if (top === null) return defaultPageSize
  const size = Number(top)
  if (!Number.isInteger(size) || size < 1 || size > largestPageSize)
    throw badRequest(
      `Invalid page size specified: '${top}'. Must be between 1 and ${largestPageSize} inclusive.`,
    )
  return size
}

/** Opaque to callers: they are to follow the whole link. */
const pageToken = (position: number): string => Buffer.from(`page ${position}`).toString('base64url')

function tokenPosition(token: string | null): number {
  if (token === null) return 0
  const position = /^page (\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1]
  if (position === undefined)
    throw new GraphProblem(
      400,
      'Directory_ExpiredPageToken',
      'The specified page token value has expired and can no longer be included in your request.',
    )
  return Number(position)
}

function nextLink({ host, path, query }: EntraRequest, position: number): string {
  const link = new URL(`https://${isGraphHost(host) ? host : graphHost}${path}`)
  for (const [name, value] of query) if (name !== '$skiptoken') link.searchParams.set(name, value)
  link.searchParams.set('$skiptoken', pageToken(position))
  return link.href.replaceAll('%24', '$')
}
