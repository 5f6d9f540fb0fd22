/** Changes one entity by a JSON Patch over the full entity with all its links. */
import { type JsonPatch, problem } from '@waymark/spec'
import { type Reviewing, reviewerIds, updatedStatus } from './approval.ts'
import { isCertified, settleCertification } from './certification.ts'
import type { Tx } from './database.ts'
import { ancestryOf, fullEntity, type StoredEntity } from './document.ts'
import { requireMatch } from './entity-tag.ts'
import type { EntityType } from './entity-type.ts'
import { isObject, type JsonObject, readBody } from './json-body.ts'
import { jsonEqual } from './json-equal.ts'
import { applyPatch } from './json-patch.ts'
import { readLabelFacts } from './label-facts.ts'
import { labelsToRead, settleLabels } from './label-settlement.ts'
import { checkLinks } from './link-rules.ts'
import { type Links, readLinks } from './links.ts'
import { type Plan, planUpdate } from './plan.ts'
import { findAll } from './references.ts'
import { immutable, readRelocation } from './relocate.ts'
import { pickMembers, readRequest } from './request.ts'
import { storePlans } from './store.ts'
import { authorize, resolveLinks, type WriteContext } from './write.ts'
import type { Actor, WriteOptions, WriteResult } from './write-options.ts'
import { checkWrite } from './write-rules.ts'

/** Members that the engine computes. */
const computed = [
  'id',
  'fullyQualifiedName',
  'version',
  'updatedAt',
  'updatedBy',
  'href',
  'deleted',
  'changeDescription',
  'incrementalChangeDescription',
  'votes',
]

export interface PatchRequest {
  readonly patch: JsonPatch
  readonly actor: Actor
  readonly options: WriteOptions & { readonly ifMatch?: string }
}

/** Patches an entity that the caller has locked. Answers the plan that was stored. */
export async function patchEntity(
  tx: Tx,
  context: WriteContext,
  type: EntityType,
  stored: StoredEntity,
  request: PatchRequest,
): Promise<Plan> {
  const { options, patch } = request
  requireMatch(stored, options.ifMatch)
  if (stored.deleted) throw problem('entity-deleted', { type: type.definition.label, name: stored.fqn })
  const own = (await readLinks(tx, [stored.id], type.ownLinks, false)).get(stored.id) ?? new Map()
  const lentBefore = await lentBy(tx, type, stored.parentId)
  const full = fullEntity(type, stored.document, own, lentBefore)

  const patched = readBody(applyPatch(full, patch))
  refuseImmutable(type, full, patched, patch, options.asSystem === true)
  const asked = readRequest(
    type,
    context.validation,
    requestBody(type, patched, options),
    options.asSystem === true,
  )
  const relocation = await readRelocation(tx, context.types, type, {
    stored,
    patched,
    name: asked.name,
    members: asked.members,
    patch,
    asSystem: options.asSystem === true,
  })
  const moved = relocation !== undefined && relocation.place.parentId !== stored.parentId
  const lent = moved ? await lentBy(tx, type, relocation.place.parentId) : lentBefore
  const found = await findAll(tx, context.types, [...asked.links.values()].flat(), false)
  const old = pickMembers(type, stored.document)
  const labels = await readLabelFacts(tx, context.types, labelsToRead(type, asked.members, old))
  const members = settleCertification(
    settleLabels(context.types, type, labels, asked.members, old),
    old,
    isCertified(asked.members) ? await context.certificationRule() : undefined,
    context.now(),
  )
  const links = new Map([
    ...type.ownLinks.map(({ name }) => [name, []] as const),
    ...resolveLinks(asked.links, found, own),
  ])
  const kept = options.asSystem
    ? {}
    : Object.fromEntries(Object.entries(old).filter(([name]) => type.readOnly.has(name)))
  const planning = {
    type,
    secrets: context.secrets,
    actorName: request.actor.name,
    nowMs: context.now(),
    quiet: options.quiet === true,
  }
  const target = {
    links,
    ancestry: relocation?.ancestry ?? ancestryOf(type, stored.document),
    lent,
    ...(relocation ? { place: relocation.place } : {}),
  }
  const by: Reviewing = {
    actorName: request.actor.name,
    actorIds: await reviewerIds(tx, type, request.actor.name),
    asSystem: options.asSystem === true,
  }
  const reviewed = { members: old, own, lent: lentBefore }
  const plan = updatedStatus(type, { ...members, ...kept }, reviewed, by, (settled) =>
    planUpdate(planning, { stored, links: own }, { ...target, members: settled }),
  )
  await checkWrite(tx, plan)
  await checkLinks(tx, context.types, plan)
  await authorize(plan, options)
  await storePlans(tx, context, type, [plan])
  return plan
}

/** Links that an entity below the parent inherits. */
export async function lentBy(tx: Tx, type: EntityType, parentId: string | null): Promise<Links> {
  if (parentId === null) return new Map()
  return (await readLinks(tx, [parentId], type.inheritedLinks, true)).get(parentId) ?? new Map()
}

export function resultOf(plan: Plan): WriteResult {
  return { entity: plan.fullAfter, outcome: plan.outcome }
}

function refuseImmutable(
  type: EntityType,
  before: JsonObject,
  after: JsonObject,
  patch: JsonPatch,
  asSystem: boolean,
): void {
  const names = [
    ...computed,
    ...(type.definition.parent?.copies ?? []),
    ...type.links.filter((link) => link.readOnly).map((link) => link.name),
    ...(asSystem ? [] : [...type.readOnly, ...(type.definition.setOnce ?? [])]),
  ]
  for (const name of names) {
    if (!jsonEqual(before[name], after[name])) throw immutable(name, patch)
  }
}

/** The patched entity as a request that would create it: without what the engine, ancestors and readers-only give. */
function requestBody(type: EntityType, patched: JsonObject, options: WriteOptions): JsonObject {
  const { parent, fqnFromClient } = type.definition
  const left = new Set<string>([
    ...computed.filter((name) => !fqnFromClient || name !== 'fullyQualifiedName'),
    ...(parent?.copies ?? []),
    ...type.links.filter((link) => link.readOnly).map((link) => link.name),
    ...(options.asSystem ? [] : type.readOnly),
  ])
  const body = Object.fromEntries(Object.entries(patched).filter(([name]) => !left.has(name)))
  for (const { name } of type.inheritedLinks) {
    const references = body[name]
    if (Array.isArray(references)) {
      body[name] = references.filter((one) => !isObject(one) || one.inherited !== true)
    }
  }
  return body
}
