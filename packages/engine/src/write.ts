/** Creates and updates entities from create requests, one or a batch of one type, in one transaction. */
import { type EntityReference, isProblem, type Problem, problem } from '@waymark/spec'
import { newStatus, type Reviewing, reviewerIds, updatedStatus } from './approval.ts'
import { type CertificationRule, isCertified, settleCertification } from './certification.ts'
import { allOf, type Tx } from './database.ts'
import { findDefaultEnds, withDefaultEnds } from './default-ends.ts'
import { type Ancestry, ancestryFrom, ancestryOf, type StoredEntity } from './document.ts'
import { newEntityId } from './entity-id.ts'
import { lockByFqn, selectByIds } from './entity-rows.ts'
import { ancestryFields, type EntityType } from './entity-type.ts'
import { differingSnapshots, writeSnapshot } from './extensions/snapshots.ts'
import { linkParents, nameImpliedParents } from './implied-parents.ts'
import { type LabelBook, readLabelFacts } from './label-facts.ts'
import { labelsToRead, settleLabels } from './label-settlement.ts'
import { checkLinks } from './link-rules.ts'
import { type LinkedReference, type Links, readLinks } from './links.ts'
import { forgetLostParts } from './lost-parts.ts'
import { mergeLinks, mergeMembers } from './merge.ts'
import { pause, rowsBetweenPauses } from './pause.ts'
import { type Before, type Plan, type PlanContext, planCreate, planUpdate } from './plan.ts'
import { propagate } from './propagate.ts'
import { type Found, findAll, type Pointer, type ReferenceRow, reference } from './references.ts'
import { pickMembers, readRequest, type WriteRequest } from './request.ts'
import { storePlans } from './store.ts'
import type { WriteContext, WriteMode } from './write-context.ts'
import { fqnOf } from './write-names.ts'
import type { WriteOptions, WriteResult } from './write-options.ts'
import { checkWrite } from './write-rules.ts'

export type { WriteContext, WriteMode } from './write-context.ts'

type Snapshots = WriteRequest['snapshots']

/** A request whose parent is known. */
interface Named {
  readonly at: number
  readonly request: WriteRequest
  readonly parent: ReferenceRow | undefined
  readonly family: ReferenceRow | undefined
  readonly fqn: string
}

/** Keeps the answer of every request at its place; a problem concerns one request only. */
class Answers {
  readonly results: (WriteResult | Problem | undefined)[]
  constructor(count: number) {
    this.results = new Array<WriteResult | Problem | undefined>(count).fill(undefined)
  }
  /** Runs one step of one request; a problem becomes its answer. */
  step<T>(at: number, work: () => T): T[] {
    try {
      return [work()]
    } catch (error) {
      this.refuse(at, error)
      return []
    }
  }
  refuse(at: number, error: unknown): void {
    if (!isProblem(error)) throw error
    this.results[at] = error
  }
}

/**
 * Writes a batch of create requests of one type. No two of them may have the same name. Each answer is a result or the
 * problem of that request; requests with a problem leave nothing behind.
 * @throws ConcurrentWrite when the transaction has to be repeated
 */
export async function writeBatch(
  tx: Tx,
  context: WriteContext,
  type: EntityType,
  bodies: readonly unknown[],
  mode: WriteMode,
): Promise<readonly (WriteResult | Problem)[]> {
  const answers = new Answers(bodies.length)
  const completed = await nameImpliedParents(
    tx,
    context,
    type,
    bodies,
    mode,
    (parentType, parents, parentMode) => writeBatch(tx, context, parentType, parents, parentMode),
  )
  const requests = completed.bodies.flatMap((body, at) =>
    answers.step(at, () => {
      if (isProblem(body)) throw body
      return { at, request: readRequest(type, context.validation, body, mode.options.asSystem === true) }
    }),
  )
  const parents = await findAll(
    tx,
    context.types,
    requests.flatMap(({ request }) => [request.parent ?? [], request.family ?? []].flat()),
    true,
  )
  const named = requests.flatMap(({ at, request }) =>
    answers.step(at, (): Named => {
      const parent = request.parent && parents.one(request.parent)
      const family = request.family && parents.one(request.family)
      return {
        at,
        request,
        parent,
        family,
        fqn: request.givenFqn ?? fqnOf(type, request.name, parent?.fqn, request.members),
      }
    }),
  )
  const [locked, defaults] = await allOf([
    lockByFqn(
      tx,
      type.type,
      named.map(({ fqn }) => fqn),
    ),
    findDefaultEnds(tx, context.types, type),
  ])
  const existing = new Map(locked.map((entity) => [entity.fqn, entity]))
  const complete = named.map((one) =>
    existing.has(one.fqn) ? one : { ...one, request: withDefaultEnds(defaults, one.request) },
  )
  const loaded = await loadSurroundings(tx, context, type, complete, existing, mode.actor.name)

  const planning: PlanContext = {
    type,
    secrets: context.secrets,
    actorName: mode.actor.name,
    nowMs: context.now(),
    quiet: mode.options.quiet === true,
  }
  const plans: { at: number; plan: Plan; parent: ReferenceRow | undefined; snapshots: Snapshots }[] = []
  for (const [row, one] of complete.entries()) {
    if (row > 0 && row % rowsBetweenPauses === 0) await pause()
    const stored = existing.get(one.fqn)
    const before = stored && { stored, links: loaded.linksOf(stored.id) }
    const planned = answers.step(one.at, () => planOne(context, planning, mode, one, before, loaded))
    for (const plan of planned) {
      try {
        await checkWrite(tx, plan)
        await checkLinks(tx, context.types, plan)
        const snapshots = await differingSnapshots(tx, plan.after.id, one.request.snapshots)
        await authorize(plan, optionsOf(mode, one.at), [...snapshots.keys()])
        plans.push({ at: one.at, plan, parent: one.parent, snapshots })
      } catch (error) {
        answers.refuse(one.at, error)
      }
    }
  }
  await storePlans(
    tx,
    context,
    type,
    plans.map(({ plan }) => plan),
  )
  for (const { plan, snapshots } of plans) {
    for (const [name, value] of snapshots) await writeSnapshot(tx, plan.after.id, name, value)
  }
  await linkParents(
    tx,
    type,
    plans.map(({ at, plan, parent }) => ({ plan, parent, other: completed.besides.get(at) })),
  )
  const written = plans.map(({ plan }) => plan)
  await propagate(tx, context.types, written)
  await forgetLostParts(tx, written)
  for (const { at, plan } of plans) answers.results[at] = { entity: plan.fullAfter, outcome: plan.outcome }
  return answers.results.filter((result) => result !== undefined)
}

function optionsOf({ options, authorizers }: WriteMode, at: number): WriteOptions {
  if (authorizers === undefined) return options
  const { authorize: _ofFirst, ...shared } = options
  const own = authorizers[at]
  return own ? { ...shared, authorize: own } : shared
}

/**
 * Lets the caller refuse a planned write. Nothing different is nothing to ask about.
 * @param besides - members that differ beside the plan
 */
export async function authorize(
  plan: Plan,
  options: WriteOptions,
  besides: readonly string[] = [],
): Promise<void> {
  if ((plan.outcome === 'unchanged' && besides.length === 0) || !options.authorize) return
  const { fullBefore, fullAfter, outcome } = plan
  await options.authorize({
    action: outcome === 'created' ? 'create' : outcome === 'restored' ? 'restore' : 'update',
    type: plan.type.type,
    ...(fullBefore ? { before: fullBefore } : {}),
    after: fullAfter,
    changed: [...plan.changed, ...besides],
  })
}

/** What planning a batch needs to know of other entities. */
interface Surroundings {
  readonly found: Found
  readonly labels: LabelBook
  /** Read where a request certifies. */
  readonly certification: CertificationRule | undefined
  /** Under which ids whoever writes may be a reviewer. */
  readonly actorIds: ReadonlySet<string>
  linksOf(id: string): Links
  lentBy(parentId: string | undefined): Links
  ancestryOf(parent: ReferenceRow | undefined): Ancestry
}

async function loadSurroundings(
  tx: Tx,
  context: WriteContext,
  type: EntityType,
  named: readonly Named[],
  existing: ReadonlyMap<string, StoredEntity>,
  actorName: string,
): Promise<Surroundings> {
  const { types } = context
  const existingIds = [...existing.values()].map(({ id }) => id)
  const parentIds = [...new Set(named.flatMap(({ parent }) => parent?.id ?? []))]
  const pointers = named.flatMap(({ request }) => [...request.links.values()].flat())
  const needsDocuments = ancestryFields(type.definition.parent).length > 1
  const [found, labels, own, lent, parents, actorIds] = await allOf([
    findAll(tx, types, pointers, false),
    readLabelFacts(
      tx,
      types,
      named.flatMap(({ request, fqn }) =>
        labelsToRead(type, request.members, existing.get(fqn)?.document ?? {}),
      ),
    ),
    readLinks(tx, existingIds, type.ownLinks, false),
    readLinks(tx, parentIds, type.inheritedLinks, true),
    needsDocuments ? selectByIds(tx, parentIds) : [],
    reviewerIds(tx, type, actorName),
  ])
  const documents = new Map(parents.map((parent) => [parent.id, parent.document]))
  const none: Links = new Map()
  return {
    found,
    labels,
    certification: named.some(({ request }) => isCertified(request.members))
      ? await context.certificationRule()
      : undefined,
    actorIds,
    linksOf: (id) => own.get(id) ?? none,
    lentBy: (id) => (id === undefined ? none : (lent.get(id) ?? none)),
    ancestryOf: (parent) =>
      parent ? ancestryFrom(type, reference(parent), documents.get(parent.id) ?? {}) : {},
  }
}

function planOne(
  context: WriteContext,
  planning: PlanContext,
  mode: WriteMode,
  one: Named,
  before: Before | undefined,
  loaded: Surroundings,
): Plan {
  const { type } = planning
  const { request } = one
  const ancestry = loaded.ancestryOf(one.parent)
  requireFamily(type, ancestry, one.family)
  const lent = loaded.lentBy(one.parent?.id)
  const links = resolveLinks(request.links, loaded.found, before?.links)
  const settle = (members: WriteRequest['members'], old: WriteRequest['members']) =>
    settleCertification(
      settleLabels(context.types, type, loaded.labels, members, old),
      old,
      loaded.certification,
      planning.nowMs,
    )
  const by: Reviewing = {
    actorName: mode.actor.name,
    actorIds: loaded.actorIds,
    asSystem: mode.options.asSystem === true,
  }
  if (!before) {
    const settled = settle(request.members, {})
    const members = newStatus(type, settled, { own: links, lent }, by)
    const id = newEntityId(planning.nowMs, context.randomBytes)
    const identity = { id, name: request.name, fqn: one.fqn, parentId: one.parent?.id ?? null }
    return planCreate(planning, identity, { members, links, ancestry, lent })
  }
  if (mode.kind === 'create') {
    throw problem('entity-exists', { type: type.definition.label, name: one.fqn })
  }
  const isBot = mode.actor.isBot === true
  const old = pickMembers(type, before.stored.document)
  const merged = mergeMembers(type, old, lasting(type, request.members, mode.options), isBot)
  const members = settle(merged, old)
  const target = {
    links: mergeLinks(type, before.links, links, isBot),
    ancestry: one.parent ? ancestry : ancestryOf(type, before.stored.document),
    lent,
  }
  return updatedStatus(type, members, { members: old, own: before.links, lent }, by, (settled) =>
    planUpdate(planning, before, { ...target, members: settled }),
  )
}

/** A nested parent and its family are named together: they have to belong together. @throws problem `body-invalid` */
export function requireFamily(
  type: EntityType,
  ancestry: Ancestry,
  family: { readonly id: string; readonly fqn: string } | undefined,
): void {
  const field = type.definition.parent?.field
  if (field === undefined || family === undefined) return
  const actual = ancestry[field] as EntityReference | undefined // handed on by the nested parent's document
  if (actual?.id === family.id) return
  throw problem('body-invalid', {
    field,
    expected: `must be ${actual?.fullyQualifiedName ?? 'left out'}, to which ${type.definition.parent?.nested?.field} belongs, and not ${family.fqn}.`,
  })
}

/** What a later request may change: members that creation sets for good are the server's alone. */
function lasting(
  type: EntityType,
  members: WriteRequest['members'],
  options: WriteOptions,
): WriteRequest['members'] {
  const { setOnce = [] } = type.definition
  if (options.asSystem === true || setOnce.length === 0) return members
  return Object.fromEntries(Object.entries(members).filter(([name]) => !setOnce.includes(name)))
}

/** References for pointers; an entity that is already linked may be a deleted one. */
export function resolveLinks(
  pointers: ReadonlyMap<string, readonly Pointer[]>,
  found: Found,
  before: Links | undefined,
): Map<string, readonly LinkedReference[]> {
  return new Map(
    [...pointers].map(([name, list]) => {
      const linked = new Map((before?.get(name) ?? []).map((one) => [one.id, one]))
      const ends = list.map((pointer): [string, LinkedReference] => {
        const row = found.one(pointer, (id) => linked.has(id))
        const linkKind = pointer.linkKind ?? linked.get(row.id)?.linkKind ?? pointer.defaultKind
        return [row.id, linkKind === undefined ? reference(row) : { ...reference(row), linkKind }]
      })
      return [name, [...new Map(ends).values()]]
    }),
  )
}
