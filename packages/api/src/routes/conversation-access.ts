/** Who speaks in conversations, whom they concern, and what of them somebody may see. */
import type { Speaker } from '@waymark/engine'
import type { Principal } from '@waymark/identity'
import { type Problem, problem, type Thread } from '@waymark/spec'
import type { FastifyRequest } from 'fastify'
import { authorizeOnEntity, resourceOf } from '../authorization.ts'
import { type ApiDependencies, principalOf } from '../context.ts'
import { baseUrlOf } from '../entities/address.ts'

export function speakerOf({ name, userId }: Principal): Speaker {
  return { name, id: userId }
}

/**
 * Whoever may not see an entity neither reads nor writes what is said about it.
 * @throws `not-allowed`, also for what does not exist, to those who may not see all of a type
 */
export async function requireReadable(
  { engine, identity }: ApiDependencies,
  principal: Principal,
  { type, fqn }: { readonly type: string; readonly fqn: string },
): Promise<void> {
  const definition = engine.registry.find(type)
  if (!definition) return // the engine says what is wrong with the link
  await authorizeOnEntity(identity, principal, definition, 'ViewBasic', () =>
    engine.get(type, { fqn }, { fields: '*', include: 'all' }),
  )
}

/** Ids that stand for a person: their own and those of their teams. */
export async function personAndTeams(
  { engine }: ApiDependencies,
  userId: string,
): Promise<readonly string[]> {
  const user = await engine.get('user', { id: userId }, { fields: ['teams'] })
  const teams = (user.teams ?? []) as readonly { readonly id: string }[] // references of a stored user
  return [userId, ...teams.map(({ id }) => id)]
}

/** A thread with its own address first. */
export function threadAnswer(request: FastifyRequest, thread: Thread): Thread {
  return { ...thread, href: `${baseUrlOf(request)}/api/v1/feed/${thread.id}` }
}

/** A thread is as visible as its entity. */
export async function maySeeThread(
  { engine, identity }: ApiDependencies,
  principal: Principal,
  { entityRef }: Pick<Thread, 'entityRef'>,
): Promise<boolean> {
  const { id, type } = entityRef ?? {}
  const definition = type === undefined ? undefined : engine.registry.find(type)
  if (!definition || id === undefined) return false
  if (await identity.may(principal, 'ViewBasic', { type: definition.type })) return true
  const entity = await engine.get(definition.type, { id }, { fields: '*', include: 'all' })
  return await identity.may(principal, 'ViewBasic', resourceOf(definition, entity))
}

/** @throws `entity-not-found`, as for a thread that there is not */
export async function requireVisible(
  deps: ApiDependencies,
  request: FastifyRequest,
  thread: Thread,
): Promise<void> {
  if (await maySeeThread(deps, principalOf(request), thread)) return
  throw problem('entity-not-found', { type: 'thread', key: thread.id })
}

export function notAllowed(request: FastifyRequest, operation: string, resource: string): Problem {
  return problem('not-allowed', { principal: principalOf(request).name, operation, resource })
}

/** The author, an administrator, or whoever may edit the entity that the thread is about. */
export async function mayEditThread(
  deps: ApiDependencies,
  request: FastifyRequest,
  thread: Thread,
): Promise<boolean> {
  const principal = principalOf(request)
  if (principal.isAdmin || thread.createdBy === principal.name) return true
  const { id, type } = thread.entityRef ?? {}
  const definition = type === undefined ? undefined : deps.engine.registry.find(type)
  if (!definition || id === undefined) return false
  const entity = await deps.engine.get(definition.type, { id }, { fields: '*', include: 'all' })
  return await deps.identity.may(principal, 'EditAll', resourceOf(definition, entity))
}
