/** Works out what one write makes of one entity: pure, nothing is stored here. */
import { type ChangeDescription, type EntityReference, problem } from '@waymark/spec'
import { type Change, describeChange } from './change.ts'
import {
  type Ancestry,
  composeDocument,
  entityJson,
  linkMembers,
  type StoredEntity,
  withLent,
} from './document.ts'
import type { EntityJson, WriteResult } from './engine.ts'
import { type EntityType, followersLink } from './entity-type.ts'
import type { JsonObject } from './json-body.ts'
import { jsonEqual } from './json-equal.ts'
import { type LinkChange, type Links, linkChange } from './links.ts'
import { pickMembers } from './request.ts'
import type { SecretBox } from './secret-box.ts'
import { sealSecrets } from './secrets.ts'
import { cleanTags, type TagUse, tagUses } from './tags.ts'

/** An entity as it is before a write. */
export interface Before {
  readonly stored: StoredEntity
  readonly links: Links
}

/** What an entity shall be. Links are the complete own ones. */
export interface Target {
  readonly members: JsonObject
  readonly links: Links
  readonly ancestry: Ancestry
  /** Links that the ancestors lend. */
  readonly lent: Links
}

export interface Plan {
  readonly type: EntityType
  readonly outcome: WriteResult['outcome']
  readonly before: Before | undefined
  readonly after: StoredEntity
  /** Full entities, links and all, as `authorize` and callers see them. */
  readonly fullBefore: EntityJson | undefined
  readonly fullAfter: EntityJson
  readonly changed: readonly string[]
  /** A new version: the old one goes into history, and an event is written. */
  readonly versioned: boolean
  readonly linksAdded: readonly LinkChange[]
  readonly linksRemoved: readonly LinkChange[]
  readonly uses: readonly TagUse[]
  readonly usesChanged: boolean
}

export interface PlanContext {
  readonly type: EntityType
  readonly secrets: SecretBox
  readonly actorName: string
  readonly nowMs: number
  /** Keep version, history and events as they are. */
  readonly quiet: boolean
}

/** Versions count in tenths; binary fractions would drift. */
export function nextVersion(version: number, step: 'minor' | 'major'): number {
  return (Math.round(version * 10) + (step === 'major' ? 10 : 1)) / 10
}

/** The full entity: the document with all own and lent links. Members of links that people may add to are always there. */
export function fullEntity(type: EntityType, document: JsonObject, own: Links, lent: Links): EntityJson {
  return entityJson(document, linkMembers(type.ownLinks, withLent(type, own, lent)))
}

function prepared(type: EntityType, name: string, fqn: string, members: JsonObject): JsonObject {
  const tagged = cleanTags(type, members)
  const normalized = type.definition.normalize?.({ ...tagged, name, fullyQualifiedName: fqn })
  return normalized ? pickMembers(type, normalized) : tagged
}

function changesOf(
  type: EntityType,
  entity: { readonly id: string; readonly type: string },
  from: Links,
  to: Links,
): LinkChange[] {
  return type.ownLinks.flatMap((link) => {
    const there = new Set((from.get(link.name) ?? []).map((one) => one.id))
    const wanted = (to.get(link.name) ?? []).filter((one: EntityReference) => !there.has(one.id))
    return wanted.map((one) => linkChange(link, entity, one))
  })
}

export function planCreate(
  context: PlanContext,
  identity: {
    readonly id: string
    readonly name: string
    readonly fqn: string
    readonly parentId: string | null
  },
  target: Target,
): Plan {
  const { type } = context
  const members = prepared(type, identity.name, identity.fqn, target.members)
  const { masked, sealed } = sealSecrets(type, identity.id, members, null, context.secrets)
  const after: StoredEntity = {
    ...identity,
    type: type.type,
    version: 0.1,
    updatedAt: context.nowMs,
    updatedBy: context.actorName,
    deleted: false,
    document: {},
    secrets: sealed,
    deletedWith: null,
  }
  const document = composeDocument(type, after, masked, target.ancestry, target.links)
  const uses = tagUses(type, masked)
  return {
    type,
    outcome: 'created',
    before: undefined,
    after: { ...after, document },
    fullBefore: undefined,
    fullAfter: fullEntity(type, document, target.links, target.lent),
    changed: [
      ...Object.keys(masked),
      ...[...target.links].filter(([, list]) => list.length > 0).map(([name]) => name),
    ],
    versioned: true,
    linksAdded: changesOf(type, after, new Map(), target.links),
    linksRemoved: [],
    uses,
    usesChanged: uses.length > 0,
  }
}

/** Members whose change alone is bookkeeping of the ingestion, no new version. */
const bookkeeping = new Set(['sourceHash', followersLink])

/** A deleted entity comes back with this write. */
export function planUpdate(context: PlanContext, before: Before, target: Target): Plan {
  const { type } = context
  const { stored } = before
  const members = prepared(type, stored.name, stored.fqn, target.members)
  const sealing = sealSecrets(type, stored.id, members, stored.secrets, context.secrets)
  const old = { members: pickMembers(type, stored.document), links: before.links }
  const change = withSecrets(
    describeChange(type, old, { members: sealing.masked, links: target.links }),
    sealing.changed,
  )
  requireLinks(type, target.links, change)
  const restored = stored.deleted
  const versioned = !context.quiet && (restored || change.changed.some((name) => !bookkeeping.has(name)))
  const differs = restored || change.changed.length > 0
  const version = versioned ? nextVersion(stored.version, change.major ? 'major' : 'minor') : stored.version
  const described = restored ? restoredDescription(change.description) : change.description
  const head: StoredEntity = {
    ...stored,
    version,
    updatedAt: versioned ? Math.max(context.nowMs, stored.updatedAt + 1) : stored.updatedAt,
    updatedBy: versioned ? context.actorName : stored.updatedBy,
    deleted: false,
    secrets: sealing.sealed,
    deletedWith: null,
  }
  const changeDescription = versioned
    ? { ...described, previousVersion: stored.version }
    : (stored.document.changeDescription as ChangeDescription | undefined) // written here
  const document = composeDocument(
    type,
    { ...head, ...(changeDescription === undefined ? {} : { changeDescription }) },
    sealing.masked,
    target.ancestry,
    target.links,
  )
  const uses = tagUses(type, sealing.masked)
  return {
    type,
    outcome: restored ? 'restored' : differs ? 'updated' : 'unchanged',
    before,
    after: { ...head, document: differs ? document : stored.document },
    fullBefore: fullEntity(type, stored.document, before.links, target.lent),
    fullAfter: fullEntity(type, differs ? document : stored.document, target.links, target.lent),
    changed: restored ? [...change.changed, 'deleted'] : change.changed,
    versioned,
    linksAdded: changesOf(type, stored, before.links, target.links),
    linksRemoved: changesOf(type, stored, target.links, before.links),
    uses,
    usesChanged: !jsonEqual(tagUses(type, old.members), uses),
  }
}

function withSecrets(change: Change, pointers: readonly string[]): Change {
  if (pointers.length === 0) return change
  const names = pointers.map((pointer) => pointer.slice(1).replaceAll('/', '.'))
  const seen = new Set(change.changed)
  // Readers learn that a secret changed, never what it was: both values would be the mask.
  const updated = names.filter((name) => !seen.has(name.split('.')[0] ?? '')).map((name) => ({ name }))
  return {
    ...change,
    changed: [...new Set([...change.changed, ...names.map((name) => name.split('.')[0] ?? name)])],
    description: {
      ...change.description,
      fieldsUpdated: [...change.description.fieldsUpdated, ...updated],
    },
  }
}

function restoredDescription(description: ChangeDescription): ChangeDescription {
  return {
    ...description,
    fieldsUpdated: [...description.fieldsUpdated, { name: 'deleted', oldValue: true, newValue: false }],
  }
}

/** Links that a create request must name cannot be emptied later. */
function requireLinks(type: EntityType, links: Links, change: Change): void {
  for (const link of type.ownLinks) {
    if (link.required && change.changed.includes(link.name) && (links.get(link.name)?.length ?? 0) === 0) {
      throw problem('body-invalid', { field: link.name, expected: 'is required.' })
    }
  }
}
