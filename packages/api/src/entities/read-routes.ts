/** Reading entities: one by id or name, and lists page by page. */
import { Readable } from 'node:stream'
import { type Static, Type } from '@sinclair/typebox'
import { type EntityKey, entityTag, type ListQuery, type TextPage } from '@waymark/engine'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { adminOnlyMembers } from '../authorization.ts'
import { principalOf } from '../context.ts'
import { fieldsParameter, includeOf, includeParameter, queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'
import { withHref } from './address.ts'
import { pageOf } from './answer-schemas.ts'
import {
  answerWith,
  authorizeOn,
  type EntityContext,
  fieldsOf,
  keyOf,
  mayRevealSecrets,
  type ReadQuery,
  readOperation,
  readOptions,
  visibleTo,
} from './entity-context.ts'
import { collectionUrls, entityWithAddresses } from './reference-addresses.ts'
import { identify } from './stored-text.ts'
import { answerUnchanged, unchangedDocs } from './unchanged-read.ts'

const ReadParameters = queryOf({ fields: fieldsParameter, include: includeParameter })

const ListParameters = queryOf({
  fields: fieldsParameter,
  include: includeParameter,
  limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 10 })),
  after: Type.Optional(Type.String({ maxLength: 8192 })),
  before: Type.Optional(Type.String({ maxLength: 8192 })),
})

/** Parameters of a list that are no filters. */
const listParameters = new Set(Object.keys(ListParameters.properties))

export function registerReadRoutes(app: FastifyInstance, context: EntityContext): void {
  const { definition, path } = context
  const { label, schema } = definition
  const read = (summary: string) => ({
    schema: { querystring: ReadParameters },
    config: { docs: described({ summary, tag: label, answer: schema, ...unchangedDocs }) },
    onSend: answerUnchanged,
  })

  app.get<{ Params: { id: string }; Querystring: ReadQuery }>(
    `${path}/:id`,
    read(`Read a ${label} by id`),
    (request, reply) => readOne(context, request, reply, keyOf(context, request.params)),
  )
  app.get<{ Params: { fqn: string }; Querystring: ReadQuery }>(
    `${path}/name/:fqn`,
    read(`Read a ${label} by its fully qualified name`),
    (request, reply) => readOne(context, request, reply, keyOf(context, request.params)),
  )
  app.get<{ Querystring: Static<typeof ListParameters> }>(
    path,
    {
      schema: { querystring: ListParameters },
      config: { docs: described({ summary: `List ${label} entities`, tag: label, answer: pageOf(schema) }) },
    },
    (request, reply) => list(context, request, reply),
  )
}

async function readOne(
  context: EntityContext,
  request: FastifyRequest<{ Querystring: ReadQuery }>,
  reply: FastifyReply,
  key: EntityKey,
): Promise<unknown> {
  const { engine, definition } = context
  const principal = principalOf(request)
  const options = readOptions(context, request, request.query)
  await authorizeOn(context, principal, key, readOperation(options))
  const revealSecrets = await mayRevealSecrets(context, principal)
  const mayPassThrough =
    options.fields === undefined &&
    request.generation.isNewest &&
    !revealSecrets &&
    adminOnlyMembers[definition.type] === undefined
  if (mayPassThrough) {
    const text = await engine.getText(definition.type, key, options.include)
    const own = identify(text)
    reply.header('etag', entityTag(own)).type('application/json; charset=utf-8')
    const urls = collectionUrls(request, engine.registry)
    return entityWithAddresses(definition.type, own.id, text, reply, urls)
  }
  const entity = await engine.get(definition.type, key, { ...options, revealSecrets })
  if (revealSecrets) request.revealedSecretsOf = `${definition.type} ${entity.fullyQualifiedName}`
  return answerWith(context, request, reply, entity)
}

/** Entities of one piece of an answer: a page may be the whole catalog, which is never in memory at once. */
const longestPiece = 1000

/** A page of more than one piece, which goes out while the next is read. */
async function* longPage(
  { engine, definition }: EntityContext,
  query: ListQuery,
  limit: number,
  first: TextPage,
  dataOf: (page: TextPage) => string,
): AsyncGenerator<string> {
  yield `{"data":[${dataOf(first)}`
  let left = limit - first.entities.length
  let after = first.paging.after ?? undefined
  while (left > 0 && after !== undefined) {
    const piece = { ...query, after, limit: Math.min(left, longestPiece) }
    const page = await engine.listTexts(definition.type, piece)
    if (page === undefined) break
    if (page.entities.length > 0) yield `,${dataOf(page)}`
    left -= page.entities.length
    after = page.paging.after ?? undefined
  }
  const { after: _first, ...paging } = first.paging
  yield `],"paging":${JSON.stringify({ ...paging, ...(after !== undefined && { after }) })}}`
}

/** Every other parameter of the query string filters; which ones there are is the engine's to say. */
function filtersOf(query: Readonly<Record<string, unknown>>): Record<string, string> {
  const filters: Record<string, string> = {}
  for (const [name, value] of Object.entries(query)) {
    if (!listParameters.has(name) && typeof value === 'string' && value !== '') filters[name] = value
  }
  return filters
}

async function list(
  context: EntityContext,
  request: FastifyRequest<{ Querystring: Static<typeof ListParameters> }>,
  reply: FastifyReply,
): Promise<unknown> {
  const { engine, identity, definition } = context
  const principal = principalOf(request)
  const { fields: text, include, limit, after, before } = request.query
  const fields = fieldsOf(context, request, text)
  const operation = readOperation(fields === undefined ? {} : { fields })
  const visible = await identity.filter(principal, operation, definition.type)
  // What is not searched knows no owners and tags that a list could be filtered by.
  if (visible.kind === 'false' || (visible.kind !== 'true' && !definition.search)) {
    await identity.authorize(principal, operation, { type: definition.type })
  }
  const query: ListQuery = {
    include: includeOf(include),
    filters: filtersOf(request.query),
    visible,
    ...(fields === undefined ? {} : { fields }),
    ...(limit === undefined ? {} : { limit }),
    ...(after === undefined ? {} : { after }),
    ...(before === undefined ? {} : { before }),
  }
  if (request.generation.isNewest && adminOnlyMembers[definition.type] === undefined) {
    const isLong = limit !== undefined && limit > longestPiece && before === undefined
    const texts = await engine.listTexts(definition.type, isLong ? { ...query, limit: longestPiece } : query)
    if (texts !== undefined) {
      const urls = collectionUrls(request, engine.registry)
      const dataOf = ({ entities }: TextPage) =>
        entities.map(({ id, text }) => entityWithAddresses(definition.type, id, text, reply, urls)).join(',')
      reply.type('application/json; charset=utf-8')
      if (isLong) return Readable.from(longPage(context, query, limit, texts, dataOf))
      return `{"data":[${dataOf(texts)}],"paging":${JSON.stringify(texts.paging)}}`
    }
  }
  const page = await engine.list(definition.type, query)
  return {
    data: page.data.map((entity) => withHref(request, definition, visibleTo(context, principal, entity))),
    paging: page.paging,
  }
}
