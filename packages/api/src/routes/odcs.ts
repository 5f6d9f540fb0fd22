/** Data contracts as ODCS documents, in JSON and YAML: export, import, merge, and a look before either. */
import { type Static, Type } from '@sinclair/typebox'
import type { EntityKey } from '@waymark/engine'
import { DataContract, DataType, problem } from '@waymark/spec'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { principalOf } from '../context.ts'
import { assetOf, contractAbout, EntityQuery } from '../contracts/about.ts'
import { describeOdcs, fromOdcs, toOdcs } from '../contracts/odcs.ts'
import { validateSchema } from '../contracts/validate.ts'
import { answerWith, type EntityContext } from '../entities/entity-context.ts'
import { heldWrites } from '../held-writes.ts'
import { parseJsonBody } from '../http/json-body.ts'
import { queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'

const base = '/api/v1/dataContracts'
const tag = 'DataContract'
const OdcsDocument = Type.Object({}, { additionalProperties: true, description: 'an ODCS 3 data contract' })

const ImportQuery = queryOf({
  ...EntityQuery.properties,
  objectName: Type.Optional(Type.String({ description: 'which object of the schema is meant' })),
})
type ImportQuery = Static<typeof ImportQuery>

/** The vocabulary of column types, from the schema that declares it. */
const dataTypes: ReadonlySet<string> = new Set(DataType.enum as readonly string[])

/** Aliases can make a small YAML text huge. */
const mostAliases = 100

/** @throws problem `body-invalid` on text that is no YAML, or grows out of bounds */
async function readYaml(body: unknown): Promise<unknown> {
  if (typeof body !== 'string') throw problem('body-invalid', { field: 'body', expected: 'a YAML document.' })
  const { parse } = await import('yaml')
  let text: string
  try {
    // An alias of what it stands in, too many aliases and absurd nesting are errors of other kinds than the grammar's.
    text = JSON.stringify(parse(body, { maxAliasCount: mostAliases }) ?? null)
  } catch (error) {
    const [reason] = error instanceof Error ? error.message.split('\n') : []
    throw problem('body-invalid', { field: 'body', expected: `YAML: ${reason}` }, error)
  }
  // The same rules as for any body: depth, numbers, and what cannot be stored.
  return parseJsonBody(text)
}

export function registerOdcsRoutes(app: FastifyInstance, context: EntityContext): void {
  registerExport(app, context)
  registerImport(app, context)
  registerLook(app, context)
}

function registerExport(app: FastifyInstance, context: EntityContext): void {
  const { engine, identity } = context
  const read = async (request: FastifyRequest, key: EntityKey) => {
    await identity.authorize(principalOf(request), 'ViewAll', { type: 'dataContract' })
    return toOdcs(await engine.get('dataContract', key, { fields: '*' }))
  }
  const yaml = async (request: FastifyRequest, reply: FastifyReply, key: EntityKey) => {
    reply.type('application/yaml; charset=utf-8')
    const { stringify } = await import('yaml')
    return stringify(await read(request, key))
  }
  const docs = (summary: string, mediaType = 'application/json') => ({
    docs: described({ summary, tag, answer: OdcsDocument, mediaType }),
  })
  app.get<{ Params: { id: string } }>(`${base}/:id/odcs`, { config: docs('A contract as ODCS') }, (request) =>
    read(request, { id: request.params.id }),
  )
  app.get<{ Params: { fqn: string } }>(
    `${base}/name/:fqn/odcs`,
    { config: docs('A contract as ODCS') },
    (request) => read(request, { fqn: request.params.fqn }),
  )
  app.get<{ Params: { id: string } }>(
    `${base}/:id/odcs/yaml`,
    { config: docs('A contract as ODCS in YAML', 'application/yaml') },
    (request, reply) => yaml(request, reply, { id: request.params.id }),
  )
  app.get<{ Params: { fqn: string } }>(
    `${base}/name/:fqn/odcs/yaml`,
    { config: docs('A contract as ODCS in YAML', 'application/yaml') },
    (request, reply) => yaml(request, reply, { fqn: request.params.fqn }),
  )
}

function registerImport(app: FastifyInstance, context: EntityContext): void {
  const { engine, definition } = context
  const keep = async (
    request: FastifyRequest<{ Querystring: ImportQuery }>,
    reply: FastifyReply,
    document: unknown,
    merges: boolean,
  ) => {
    const principal = principalOf(request)
    const { entityType, objectName } = request.query
    const { id, name, fullyQualifiedName } = await assetOf(context, request.query)
    const made = fromOdcs(document, { id, type: entityType, name, fullyQualifiedName }, dataTypes, objectName)
    const actor = { name: principal.name, isBot: principal.isBot }
    const options = await heldWrites(context, principal, 'dataContract')
    const before = await contractAbout(context, request.query)
    if (before && !merges)
      throw problem('entity-exists', { type: definition.label, name: before.fullyQualifiedName })
    // A merge keeps the contract's name and what the document does not speak of.
    const body = before ? { ...made, name: before.name } : made
    const { entity, outcome } = before
      ? await engine.createOrUpdate('dataContract', body, actor, options)
      : await engine.create('dataContract', body, actor, options)
    if (outcome === 'created') reply.code(201)
    return answerWith(context, request, reply, entity)
  }
  for (const [method, merges] of [
    ['POST', false],
    ['PUT', true],
  ] as const) {
    const docs = described({
      summary: merges
        ? 'Create the contract of an asset from ODCS, or merge it in'
        : 'Create the contract of an asset from ODCS',
      tag,
      answer: DataContract.schema,
    })
    app.route<{ Querystring: ImportQuery }>({
      method,
      url: `${base}/odcs`,
      schema: { querystring: ImportQuery, body: OdcsDocument },
      config: { docs },
      handler: (request, reply) => keep(request, reply, request.body, merges),
    })
    app.route<{ Querystring: ImportQuery }>({
      method,
      url: `${base}/odcs/yaml`,
      schema: { querystring: ImportQuery },
      config: { docs, rawBody: true },
      handler: async (request, reply) => keep(request, reply, await readYaml(request.body), merges),
    })
  }
}

function registerLook(app: FastifyInstance, context: EntityContext): void {
  const { identity } = context
  const Look = Type.Object(
    {},
    { additionalProperties: true, description: 'what the document says about itself' },
  )
  app.post(
    `${base}/odcs/parse/yaml`,
    {
      config: {
        docs: described({ summary: 'What an ODCS document holds', tag, answer: Look }),
        rawBody: true,
      },
    },
    async (request) => {
      await identity.authorize(principalOf(request), 'ViewAll', { type: 'dataContract' })
      return describeOdcs(await readYaml(request.body))
    },
  )
  app.post<{ Querystring: ImportQuery }>(
    `${base}/odcs/validate/yaml`,
    {
      schema: { querystring: ImportQuery },
      config: {
        docs: described({
          summary: 'Hold an ODCS document against an asset; nothing is stored',
          tag,
          answer: Look,
        }),
        rawBody: true,
      },
    },
    async (request) => {
      await identity.authorize(principalOf(request), 'ViewAll', { type: 'dataContract' })
      const asset = await assetOf(context, request.query)
      const reference = {
        id: asset.id,
        type: request.query.entityType,
        name: asset.name,
        fullyQualifiedName: asset.fullyQualifiedName,
      }
      const made = fromOdcs(await readYaml(request.body), reference, dataTypes, request.query.objectName)
      return answerValidation(made, asset)
    },
  )
  app.post(
    `${base}/validate/yaml`,
    {
      config: {
        docs: described({
          summary: 'Hold a contract in YAML against its asset; nothing is stored',
          tag,
          answer: Look,
        }),
        rawBody: true,
      },
    },
    async (request) => {
      await identity.authorize(principalOf(request), 'ViewAll', { type: 'dataContract' })
      const document = await readYaml(request.body)
      const entity: unknown =
        typeof document === 'object' && document !== null ? Reflect.get(document, 'entity') : undefined
      const at = (name: string) =>
        String(typeof entity === 'object' && entity !== null ? Reflect.get(entity, name) : '')
      const asset = await assetOf(context, { entityId: at('id'), entityType: at('type') })
      return answerValidation(document as Readonly<Record<string, unknown>>, asset)
    },
  )
}

function answerValidation(
  made: Readonly<Record<string, unknown>>,
  asset: Parameters<typeof validateSchema>[1],
) {
  const schema = Array.isArray(made.schema) ? made.schema : []
  const schemaValidation = validateSchema(schema, asset)
  return { valid: schemaValidation.failed === 0, schemaValidation, entityErrors: [], constraintErrors: [] }
}
