/** Works out what one write makes of one entity: pure, nothing is stored here. */
import { type ChangeDescription, type FieldChange, problem } from '@waymark/spec'
import { type Change, describeChange } from './change.ts'
import { type Ancestry, ancestryOf, composeDocument, fullEntity, type StoredEntity } from './document.ts'
import { type EntityType, followersLink, parentFields } from './entity-type.ts'
import type { JsonObject } from './json-body.ts'
import { jsonEqual } from './json-equal.ts'
import { type LinkChange, type Links, linkChange, linkKey, linkRemovals } from './links.ts'
import { type Mention, mentionsOf, withPlainReferences } from './mentions.ts'
import { underName } from './part-names.ts'
import { pickMembers } from './request.ts'
import type { SecretBox } from './secret-box.ts'
import { sealSecrets } from './secrets.ts'
import { cleanTags, type TagUse, tagUses } from './tags.ts'
import type { EntityJson, WriteResult } from './write-options.ts'

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
  /** A new name or parent. Default: where the entity is. */
  readonly place?: Place
}

/** Name and parent, and the fully qualified name that follows. */
export interface Place {
  readonly name: string
  readonly fqn: string
  readonly parentId: string | null
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
  readonly mentions: readonly Mention[]
  readonly mentionsChanged: boolean
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

function prepared(type: EntityType, name: string, fqn: string, members: JsonObject): JsonObject {
  const tagged = cleanTags(type, withPlainReferences(members))
  const normalized = type.definition.normalize?.({ ...tagged, name, fullyQualifiedName: fqn })
  return normalized ? pickMembers(type, normalized) : tagged
}

const additions: typeof linkRemovals = (link, entity, other) => [linkChange(link, entity, other)]

function changesOf(
  type: EntityType,
  entity: { readonly id: string; readonly type: string },
  from: Links,
  to: Links,
  change: typeof linkRemovals,
): LinkChange[] {
  return type.ownLinks.flatMap((link) => {
    const there = new Set((from.get(link.name) ?? []).map(linkKey))
    const wanted = (to.get(link.name) ?? []).filter((one) => !there.has(linkKey(one)))
    return wanted.flatMap((one) => change(link, entity, one))
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
  const mentions = mentionsOf(type, masked)
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
    linksAdded: changesOf(type, after, new Map(), target.links, additions),
    linksRemoved: [],
    uses,
    usesChanged: uses.length > 0,
    mentions,
    mentionsChanged: mentions.length > 0,
  }
}

/** Members whose change alone is bookkeeping of the ingestion, no new version. */
const bookkeeping = new Set(['sourceHash', followersLink])

/** A deleted entity comes back with this write. */
export function planUpdate(context: PlanContext, before: Before, target: Target): Plan {
  const { type } = context
  const { stored } = before
  const place = target.place ?? { name: stored.name, fqn: stored.fqn, parentId: stored.parentId }
  const members = prepared(type, place.name, place.fqn, target.members)
  const sealing = sealSecrets(type, stored.id, members, stored.secrets, context.secrets)
  const old = { members: oldMembers(type, stored, place), links: before.links }
  const change = withPlace(
    type,
    before.stored,
    { place, ancestry: target.ancestry },
    withSecrets(describeChange(type, old, { members: sealing.masked, links: target.links }), sealing.changed),
  )
  requireLinks(type, target.links, change)
  const restored = stored.deleted
  const versioned = !context.quiet && (restored || change.changed.some((name) => !bookkeeping.has(name)))
  const differs = restored || change.changed.length > 0
  const version = versioned ? nextVersion(stored.version, change.major ? 'major' : 'minor') : stored.version
  const described = restored ? restoredDescription(change.description) : change.description
  const head: StoredEntity = {
    ...stored,
    ...place,
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
  const mentions = mentionsOf(type, sealing.masked)
  return {
    type,
    outcome: restored ? 'restored' : differs ? 'updated' : 'unchanged',
    before,
    after: { ...head, document: differs ? document : stored.document },
    fullBefore: fullEntity(type, stored.document, before.links, target.lent),
    fullAfter: fullEntity(type, differs ? document : stored.document, target.links, target.lent),
    changed: restored ? [...change.changed, 'deleted'] : change.changed,
    versioned,
    linksAdded: changesOf(type, stored, before.links, target.links, additions),
    linksRemoved: changesOf(type, stored, target.links, before.links, linkRemovals),
    uses,
    usesChanged: !jsonEqual(tagUses(type, old.members), uses),
    mentions,
    mentionsChanged: !jsonEqual(mentionsOf(type, pickMembers(type, stored.document)), mentions),
  }
}

/** Names of parts follow from the entity's, so a rename is no change of every column. */
function oldMembers(type: EntityType, stored: StoredEntity, place: Place): JsonObject {
  const members = pickMembers(type, stored.document)
  if (place.fqn === stored.fqn) return members
  return pickMembers(type, underName(type, members, stored, place.fqn, place.name))
}

function withPlace(
  type: EntityType,
  stored: StoredEntity,
  now: { readonly place: Place; readonly ancestry: Ancestry },
  change: Change,
): Change {
  const moved: FieldChange[] = []
  if (now.place.name !== stored.name) {
    moved.push({ name: 'name', oldValue: stored.name, newValue: now.place.name })
  }
  if (now.place.parentId !== stored.parentId) {
    const was = ancestryOf(type, stored.document)
    for (const field of parentFields(type.definition.parent)) {
      const [oldValue, newValue] = [was[field], now.ancestry[field]]
      if (!jsonEqual(oldValue, newValue)) {
        moved.push({
          name: field,
          ...(oldValue === undefined ? {} : { oldValue }),
          ...(newValue === undefined ? {} : { newValue }),
        })
      }
    }
  }
  if (moved.length === 0) return change
  return {
    ...change,
    changed: [...change.changed, ...moved.map(({ name }) => name)],
    description: {
      ...change.description,
      fieldsUpdated: [...change.description.fieldsUpdated, ...moved],
    },
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
