/** Where an entity that people review stands, and who may say so. */
import { problem } from '@waymark/spec'
import type { Tx } from './database.ts'
import type { EntityType } from './entity-type.ts'
import type { JsonObject } from './json-body.ts'
import type { LinkedReference, Links } from './links.ts'
import type { Plan } from './plan.ts'

const statusMember = 'entityStatus'
const reviewersLink = 'reviewers'

const selectSelf = `
select id from entity where type = any($1::text[]) and lower(name) = lower($2) and not deleted
union
select link.to_id from entity join relationship link on link.from_id = entity.id and link.relationship = $3
 where entity.type = any($1::text[]) and lower(entity.name) = lower($2) and not entity.deleted`

/** Under which ids somebody may be named as a reviewer: their own, and those of the teams they are in. Empty for types that nobody reviews. */
export async function reviewerIds(tx: Tx, type: EntityType, actorName: string): Promise<ReadonlySet<string>> {
  const link = type.links.find(({ name }) => name === reviewersLink)
  if (type.definition.approval !== true || !link) return new Set()
  const { rows } = await tx.query<{ id: string }>({
    name: 'approval-self',
    text: selectSelf,
    values: [link.to, actorName, link.members ?? ''],
  })
  return new Set(rows.map(({ id }) => id))
}

/** Who writes, as far as approval cares. */
export interface Reviewing {
  readonly actorName: string
  readonly actorIds: ReadonlySet<string>
  readonly asSystem: boolean
}

function reviewersOf(own: Links, lent: Links): readonly LinkedReference[] {
  const mine = own.get(reviewersLink) ?? []
  return mine.length > 0 ? mine : (lent.get(reviewersLink) ?? [])
}

/** A new entity: approved where nobody reviews it, or a reviewer made it. */
export function newStatus(
  type: EntityType,
  members: JsonObject,
  links: { readonly own: Links; readonly lent: Links },
  by: Reviewing,
): JsonObject {
  if (type.definition.approval !== true) return members
  const asked = members[statusMember] as string | undefined // validated by the definition's schema
  const reviewers = reviewersOf(links.own, links.lent)
  const mayDecide = by.asSystem || reviewers.length === 0 || reviewers.some(({ id }) => by.actorIds.has(id))
  if (mayDecide) return { ...members, [statusMember]: asked ?? 'Approved' }
  if (asked !== undefined && asked !== 'Draft' && asked !== 'In Review') throw refused(type, by)
  return { ...members, [statusMember]: asked ?? 'In Review' }
}

/**
 * An update: what somebody who is no reviewer changes has to be reviewed again. Who reviewed it before the write
 * decides, so nobody makes themselves a reviewer and approves at once.
 * @param plan - plans the update with given members
 * @throws problem `not-allowed` where somebody else sets the status
 */
export function updatedStatus(
  type: EntityType,
  members: JsonObject,
  before: { readonly members: JsonObject; readonly own: Links; readonly lent: Links },
  by: Reviewing,
  plan: (members: JsonObject) => Plan,
): Plan {
  const planned = plan(members)
  if (type.definition.approval !== true || !planned.versioned || by.asSystem) return planned
  const reviewers = reviewersOf(before.own, before.lent)
  if (reviewers.length === 0 || reviewers.some(({ id }) => by.actorIds.has(id))) return planned
  const [was, asked] = [before.members[statusMember], members[statusMember]]
  if (asked !== was && asked !== undefined && asked !== 'In Review') throw refused(type, by)
  return asked === 'In Review' ? planned : plan({ ...members, [statusMember]: 'In Review' })
}

function refused(type: EntityType, by: Reviewing) {
  return problem('not-allowed', {
    principal: by.actorName,
    operation: 'EditStatus',
    resource: `${type.type}: only one of its reviewers decides about it`,
  })
}
