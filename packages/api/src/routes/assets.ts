/** Assets of users, teams, domains, data products, tags and terms: lists of them, and adding and removing many at once. */
import { type Static, Type } from '@sinclair/typebox'
import type { EntityKey } from '@waymark/engine'
import type { Principal } from '@waymark/identity'
import {
  BulkOperationResult,
  type EntityReference,
  isProblem,
  isUuid,
  type JsonPatch,
  Paging,
  problem,
  EntityReference as Reference,
  ReferenceInput,
} from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import { resourceOf } from '../authorization.ts'
import { type ApiDependencies, principalOf } from '../context.ts'
import { authorizeOn, type EntityContext } from '../entities/entity-context.ts'
import { heldWrites } from '../held-writes.ts'
import { position, queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'

/** Lists of assets by type: the path's last part, and the relation behind it; none where assets wear the entity. */
const lists: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = {
  user: { assets: 'owns' },
  team: { assets: 'owns' },
  domain: { assets: 'assets' },
  dataProduct: { assets: 'assets', inputPorts: 'inputPorts', outputPorts: 'outputPorts' },
  classification: { assets: undefined },
  tag: { assets: undefined },
  glossary: { assets: undefined },
  glossaryTerm: { assets: undefined },
}

/** Owners and families are not given assets this way: an owner is set on the asset, a label is a tag or term. */
const writable = new Set(['domain', 'dataProduct', 'tag', 'glossaryTerm'])

export const AssetList = Type.Object(
  { data: Type.Array(Reference), paging: Paging },
  { $id: 'AssetList', additionalProperties: false },
)

const Page = queryOf({
  limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000, default: 10 })),
  offset: Type.Optional(position({ default: 0 })),
})
type Page = { limit?: number; offset?: number }

const BulkAssets = Type.Object(
  {
    assets: Type.Optional(Type.Array(ReferenceInput, { maxItems: 10_000 })),
    dryRun: Type.Optional(Type.Boolean({ description: 'say what would happen, and change nothing' })),
  },
  { $id: 'BulkAssets', additionalProperties: false },
)
type BulkAssets = Static<typeof BulkAssets>

/** Thrown inside a write that was only tried: everything is checked, nothing is stored. */
class OnlyTried extends Error {
  override readonly name = 'OnlyTried'
}

export function registerAssetRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  for (const [type, byPath] of Object.entries(lists)) {
    const definition = deps.engine.registry.byType(type)
    const context: EntityContext = { ...deps, definition, path: `/api/v1/${definition.collection}` }
    for (const [part, relation] of Object.entries(byPath)) {
      registerList(app, context, part, relation)
      if (writable.has(type)) registerChanges(app, context, part, relation)
    }
  }
  registerPortsView(app, deps)
}

/** Clients name an entity by its id or its name, at the same place of the path. */
function keyOf(params: { id?: string; fqn?: string }): EntityKey {
  if (params.fqn !== undefined) return { fqn: params.fqn }
  const { id = '' } = params
  return isUuid(id) ? { id } : { fqn: id }
}

async function listOf(context: EntityContext, key: EntityKey, relation: string | undefined, query: Page) {
  const { limit = 10, offset = 0 } = query
  const wanted = { limit, offset, ...(relation === undefined ? {} : { relation }) }
  const { data, total } = await context.engine.assets(context.definition.type, key, wanted)
  return { data, paging: { total, limit, offset } }
}

function registerList(
  app: FastifyInstance,
  context: EntityContext,
  part: string,
  relation: string | undefined,
): void {
  const { label } = context.definition
  const docs = described({ summary: `Page of ${part} of a ${label}`, tag: label, answer: AssetList })
  for (const path of [`${context.path}/name/:fqn/${part}`, `${context.path}/:id/${part}`]) {
    app.get<{ Params: { id?: string; fqn?: string }; Querystring: Page }>(
      path,
      { schema: { querystring: Page }, config: { docs } },
      async (request) => {
        const key = keyOf(request.params)
        await authorizeOn(context, principalOf(request), key, 'ViewAll')
        return await listOf(context, key, relation, request.query)
      },
    )
  }
}

function registerPortsView(app: FastifyInstance, deps: ApiDependencies): void {
  const definition = deps.engine.registry.byType('dataProduct')
  const context: EntityContext = { ...deps, definition, path: `/api/v1/${definition.collection}` }
  const answer = Type.Object({ inputPorts: AssetList, outputPorts: AssetList }, { $id: 'PortsView' })
  const docs = described({
    summary: 'Input and output ports of a DataProduct',
    tag: definition.label,
    answer,
  })
  for (const path of [`${context.path}/name/:fqn/portsView`, `${context.path}/:id/portsView`]) {
    app.get<{ Params: { id?: string; fqn?: string }; Querystring: Page }>(
      path,
      { schema: { querystring: Page }, config: { docs } },
      async (request) => {
        const key = keyOf(request.params)
        await authorizeOn(context, principalOf(request), key, 'ViewAll')
        const [inputPorts, outputPorts] = await Promise.all([
          listOf(context, key, 'inputPorts', request.query),
          listOf(context, key, 'outputPorts', request.query),
        ])
        return { inputPorts, outputPorts }
      },
    )
  }
}

function registerChanges(
  app: FastifyInstance,
  context: EntityContext,
  part: string,
  relation: string | undefined,
): void {
  const { definition, engine, identity } = context
  const { label, type } = definition
  for (const verb of ['add', 'remove'] as const) {
    const docs = described({
      summary: `${verb === 'add' ? 'Add' : 'Remove'} ${part} of a ${label}, each alone`,
      tag: label,
      answer: BulkOperationResult,
    })
    for (const path of [`${context.path}/name/:fqn/${part}/${verb}`, `${context.path}/:id/${part}/${verb}`]) {
      app.put<{ Params: { id?: string; fqn?: string }; Body: BulkAssets }>(
        path,
        { schema: { body: BulkAssets }, config: { docs } },
        async (request) => {
          const principal = principalOf(request)
          const entity = await engine.get(type, keyOf(request.params), { fields: '*' })
          const { assets = [], dryRun = false } = request.body
          if (relation !== undefined) {
            await identity.authorize(principal, 'EditAll', resourceOf(definition, entity))
          }
          const change = { present: verb === 'add', dryRun }
          return await eachAlone(assets, dryRun, async (given) => {
            const asset = await findAsset(context, given)
            if (relation === undefined)
              await changeLabel(context, principal, entity.fullyQualifiedName, asset, change)
            else if (!dryRun) {
              await engine.link(type, entity.id, relation, asset, change.present, principal)
            }
            return asset
          })
        },
      )
    }
  }
}

/** @throws `reference-not-found`, `body-invalid` */
async function findAsset(
  { engine }: EntityContext,
  given: Static<typeof ReferenceInput>,
): Promise<EntityReference> {
  const { id, type, fullyQualifiedName, name } = typeof given === 'string' ? { id: given } : given
  const found = type ?? (id === undefined ? undefined : await engine.typeOf(id))
  const fqn = fullyQualifiedName ?? name
  const missing = problem('reference-not-found', {
    field: 'assets',
    expectedType: type ?? 'entity',
    reference: id ?? fqn,
  })
  if (found === undefined || !engine.registry.find(found)) throw missing
  const key = id === undefined ? { fqn: fqn ?? '' } : { id }
  const entity = await engine.get(found, key).catch((error: unknown) => {
    throw isProblem(error, 'entity-not-found') ? missing : error
  })
  return { id: entity.id, type: found, name: entity.name, fullyQualifiedName: entity.fullyQualifiedName }
}

/** A label is a member of the asset: it is put on and taken off by a patch, with the rights that needs. */
async function changeLabel(
  context: EntityContext,
  principal: Principal,
  tagFQN: string,
  asset: EntityReference,
  { present, dryRun }: { readonly present: boolean; readonly dryRun: boolean },
): Promise<void> {
  const { engine, definition } = context
  const { id, type } = asset
  const target = engine.registry.byType(type)
  if (!target.traits.includes('tags')) {
    throw problem('body-invalid', { field: 'assets', expected: `assets that wear tags; ${type} does not.` })
  }
  const { tags = [] } = (await engine.get(type, { id }, { fields: ['tags'] })) as {
    tags?: readonly { tagFQN: string }[] // TagLabels, composed by the engine
  }
  const at = tags.findIndex((label) => label.tagFQN === tagFQN)
  if (present === at >= 0) return
  const source = definition.labelling?.source
  const patch: JsonPatch = present
    ? [{ op: 'add', path: '/tags/-', value: { tagFQN, source, labelType: 'Manual', state: 'Confirmed' } }]
    : [
        { op: 'test', path: `/tags/${at}/tagFQN`, value: tagFQN },
        { op: 'remove', path: `/tags/${at}` },
      ]
  const held = await heldWrites(context, principal, type)
  const authorize: typeof held.authorize = async (write) => {
    await held.authorize(write)
    if (dryRun) throw new OnlyTried('tried')
  }
  await engine.patch(type, { id }, patch, principal, { authorize }).catch((error: unknown) => {
    if (!(error instanceof OnlyTried)) throw error
  })
}

/** Works on each alone; a problem concerns one only, and is told with it. */
async function eachAlone(
  assets: readonly Static<typeof ReferenceInput>[],
  dryRun: boolean,
  work: (asset: Static<typeof ReferenceInput>) => Promise<EntityReference>,
): Promise<BulkOperationResult> {
  const successRequest: { request: unknown; status: number }[] = []
  const failedRequest: { request: unknown; message: string; status: number }[] = []
  for (const asset of assets) {
    try {
      successRequest.push({ request: await work(asset), status: 200 })
    } catch (error) {
      if (!isProblem(error) || error.status >= 500) throw error
      failedRequest.push({ request: asset, message: error.message, status: error.status })
    }
  }
  const status =
    failedRequest.length === 0 ? 'success' : successRequest.length === 0 ? 'failure' : 'partialSuccess'
  return {
    dryRun,
    status,
    numberOfRowsProcessed: assets.length,
    numberOfRowsPassed: successRequest.length,
    numberOfRowsFailed: failedRequest.length,
    successRequest,
    failedRequest,
  }
}
