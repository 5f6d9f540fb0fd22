/** What the routes of one entity type share: its definition, and how answers of it are made. */
import type { EntityJson, EntityKey, ReadOptions } from '@waymark/engine'
import { entityTag } from '@waymark/engine'
import type { Principal } from '@waymark/identity'
import { type AnyDefinition, isUuid, type Operation, problem, unlessMissing } from '@waymark/spec'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { adminOnlyMembers, authorizeOnEntity } from '../authorization.ts'
import { type ApiDependencies, principalOf } from '../context.ts'
import { includeOf } from '../http/query.ts'
import { withHref } from './address.ts'
import { ignoredFields } from './ignored-fields.ts'

export interface EntityContext extends ApiDependencies {
  readonly definition: AnyDefinition
  /** `/api/v1/tables` */
  readonly path: string
}

/** For routes that are made for one type by hand. */
export function contextOf(deps: ApiDependencies, type: string): EntityContext {
  const definition = deps.engine.registry.byType(type)
  return { ...deps, definition, path: `/api/v1/${definition.collection}` }
}

export interface ReadQuery {
  readonly fields?: string
  readonly include?: string
}

/** The entity that a path names. An id that cannot be one is not found, like any other that isn't there. */
export function keyOf(context: EntityContext, params: { id?: string; fqn?: string }): EntityKey {
  if (params.fqn !== undefined) return { fqn: params.fqn }
  const { id = '' } = params
  if (!isUuid(id)) throw problem('entity-not-found', { type: context.definition.type, key: id })
  return { id }
}

/**
 * Members to add to an answer.
 * @throws `parameter-invalid` for a name that neither this type nor the clients know
 */
export function fieldsOf(
  context: EntityContext,
  request: FastifyRequest,
  text: string | undefined,
): readonly string[] | '*' | undefined {
  if (text === undefined || text.trim() === '') return undefined
  if (text === '*') return '*'
  const { label, selectable } = context.definition
  const asked = text.split(',').map((name) => name.trim())
  const names = request.generation.fields(label, asked)
  const found: string[] = []
  for (const name of names) {
    if (selectable.includes(name)) found.push(name)
    else if (
      !ignoredFields.has(name) &&
      !Object.hasOwn(context.definition.schema.properties, name) &&
      !request.generation.knows(label, name)
    ) {
      throw problem('parameter-invalid', {
        parameter: 'fields',
        expected: `'${name}' is not a member of ${label}. Known: ${selectable.join(', ')}.`,
      })
    }
  }
  return found
}

export function readOptions(context: EntityContext, request: FastifyRequest, query: ReadQuery): ReadOptions {
  const fields = fieldsOf(context, request, query.fields)
  return { include: includeOf(query.include), ...(fields === undefined ? {} : { fields }) }
}

/** Reading more than the entity itself is a right of its own. */
export function readOperation(options: ReadOptions): Operation {
  return options.fields === undefined ? 'ViewBasic' : 'ViewAll'
}

/** Bots that run ingestion read connections in clear; people never do. */
export async function mayRevealSecrets(context: EntityContext, principal: Principal): Promise<boolean> {
  if (!principal.isBot || !('connection' in context.definition.schema.properties)) return false
  return await context.identity.may(principal, 'EditAll', { type: context.definition.type })
}

/** Whether the caller may do this to the entity of a key, by its owners, tags and domains too. @throws `not-allowed` */
export async function authorizeOn(
  context: EntityContext,
  principal: Principal,
  key: EntityKey,
  operation: Operation,
): Promise<void> {
  const { engine, identity, definition } = context
  await authorizeOnEntity(identity, principal, definition, operation, () =>
    engine.get(definition.type, key, { fields: '*', include: 'all' }),
  )
}

/** Leaves out what this caller may not read of an entity it may read. */
export function visibleTo(context: EntityContext, principal: Principal, entity: EntityJson): EntityJson {
  const hidden = adminOnlyMembers[context.definition.type]
  if (!hidden || principal.isAdmin || entity.id === principal.userId) return entity
  const visible: Record<string, unknown> = { ...entity }
  for (const member of hidden) delete visible[member]
  return visible as EntityJson // only optional members were removed
}

/** An entity as an answer: its address, what the caller may see, and the entity tag. */
export function answerWith(
  context: EntityContext,
  request: FastifyRequest,
  reply: FastifyReply,
  entity: EntityJson,
): EntityJson {
  reply.header('etag', entityTag(entity))
  return withHref(request, context.definition, visibleTo(context, principalOf(request), entity))
}

/** Reads an entity or says that it is not there. */
export async function findEntity(
  context: EntityContext,
  key: EntityKey,
  options: ReadOptions,
): Promise<EntityJson | undefined> {
  return await unlessMissing(context.engine.get(context.definition.type, key, options))
}
