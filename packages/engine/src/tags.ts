/** Tag labels on an entity and on its parts: cleans them, lists them, counts their uses. */
import type { TagLabel } from '@waymark/spec'
import type { Tx } from './database.ts'
import type { EntityType } from './entity-type.ts'
import { isObject, type JsonObject } from './json-body.ts'

/** One label and where it sits: '' on the entity, else the path of the part, `columns.id`. */
export interface TagUse {
  readonly path: string
  readonly label: TagLabel
}

type ChangePart = (part: JsonObject, path: string) => JsonObject

/** Changes every part of an entity (column, field), outermost first; `children` nest. `path` is that of a {@link TagUse}. */
export function mapParts(type: EntityType, members: JsonObject, change: ChangePart): JsonObject {
  let mapped = members
  for (const path of type.partPaths) mapped = mapAt(mapped, path.split('.'), path, change)
  return mapped
}

function mapAt(holder: JsonObject, steps: readonly string[], path: string, change: ChangePart): JsonObject {
  const [step, ...rest] = steps
  const value = step === undefined ? undefined : holder[step]
  if (step === undefined || value === undefined) return holder
  if (rest.length > 0)
    return isObject(value) ? { ...holder, [step]: mapAt(value, rest, path, change) } : holder
  return Array.isArray(value) ? { ...holder, [step]: mapList(value, path, change) } : holder
}

function mapList(parts: readonly unknown[], above: string, change: ChangePart): unknown[] {
  return parts.map((part) => {
    if (!isObject(part)) return part
    const path = `${above}.${String(part.name)}`
    const changed = change(part, path)
    return Array.isArray(changed.children)
      ? { ...changed, children: mapList(changed.children, path, change) }
      : changed
  })
}

/** Changes every label of an entity, of its parts and of its certification; `undefined` takes it off. */
export function mapLabels(
  type: EntityType,
  members: JsonObject,
  change: (label: JsonObject) => JsonObject | undefined,
): JsonObject {
  const relabel = (holder: JsonObject): JsonObject =>
    Array.isArray(holder.tags)
      ? {
          ...holder,
          tags: holder.tags.flatMap((label) => (isObject(label) ? (change(label) ?? []) : [label])),
        }
      : holder
  const own = mapParts(type, relabel(members), relabel)
  const certification = own[certificationMember]
  if (!isObject(certification) || !isObject(certification.tagLabel)) return own
  const tagLabel = change(certification.tagLabel)
  const { [certificationMember]: _, ...uncertified } = own
  return tagLabel ? { ...own, [certificationMember]: { ...certification, tagLabel } } : uncertified
}

/** Changes the list of labels of an entity and of each of its parts; `path` is that of a {@link TagUse}. */
export function mapTagLists(
  type: EntityType,
  members: JsonObject,
  change: (labels: readonly TagLabel[], path: string) => readonly TagLabel[],
): JsonObject {
  const relist = (holder: JsonObject, path: string): JsonObject =>
    Array.isArray(holder.tags) ? { ...holder, tags: change(labelsOf(holder), path) } : holder
  return mapParts(type, relist(members, ''), relist)
}

/** The member with a label that says whether an asset may be relied upon. */
export const certificationMember = 'certification'

function labelsOf(holder: JsonObject): readonly TagLabel[] {
  return Array.isArray(holder.tags) ? (holder.tags as TagLabel[]) : [] // validated by the definition's schema
}

/** One label per tag, without addresses, which are the reader's. */
function cleaned(labels: readonly TagLabel[]): TagLabel[] {
  const byTag = new Map(labels.map(({ href: _, ...label }) => [`${label.source} ${label.tagFQN}`, label]))
  return [...byTag.values()]
}

/** Every entity that can be tagged has a list of tags, and so has each of its parts, so that a JSON Patch finds it. */
export function cleanTags(type: EntityType, members: JsonObject): JsonObject {
  const own = type.hasTags ? { ...members, tags: cleaned(labelsOf(members)) } : members
  return mapParts(type, own, (part) => ({ ...part, tags: cleaned(labelsOf(part)) }))
}

export function tagUses(type: EntityType, members: JsonObject): TagUse[] {
  const uses: TagUse[] = labelsOf(members).map((label) => ({ path: '', label }))
  const certification = members[certificationMember]
  if (isObject(certification) && certification.tagLabel !== undefined) {
    uses.push({ path: certificationMember, label: certification.tagLabel as TagLabel }) // validated as well
  }
  for (const path of type.partPaths) {
    let at: unknown = members
    for (const step of path.split('.')) at = isObject(at) ? at[step] : undefined
    if (Array.isArray(at)) collect(at, path, uses)
  }
  return uses
}

function collect(parts: readonly unknown[], path: string, uses: TagUse[]): void {
  for (const part of parts) {
    if (!isObject(part)) continue
    const here = `${path}.${String(part.name)}`
    for (const label of labelsOf(part)) uses.push({ path: here, label })
    if (Array.isArray(part.children)) collect(part.children, here, uses)
  }
}

/** The wire member that holds a use. */
export function fieldOf(path: string): string {
  if (path === certificationMember) return `${certificationMember}.tagLabel`
  return path === '' ? 'tags' : `${path}.tags`
}

export function tagKey(label: TagLabel): string {
  return `${label.source} ${label.tagFQN}`
}

const insert = `
insert into tag_usage (entity_id, path, tag_fqn, source, label_type, state)
select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])`

/** Makes `tag_usage` say what the entities say. */
export async function replaceTagUses(
  tx: Tx,
  outdated: readonly string[],
  current: readonly { readonly id: string; readonly uses: readonly TagUse[] }[],
): Promise<void> {
  if (outdated.length > 0) {
    await tx.query({
      name: 'tag-usage-delete',
      text: 'delete from tag_usage where entity_id = any($1::uuid[])',
      values: [outdated],
    })
  }
  const rows = current.flatMap(({ id, uses }) => uses.map((use) => ({ id, ...use })))
  if (rows.length === 0) return
  await tx.query({
    name: 'tag-usage-insert',
    text: insert,
    values: [
      rows.map((row) => row.id),
      rows.map((row) => row.path),
      rows.map((row) => row.label.tagFQN),
      rows.map((row) => row.label.source),
      rows.map((row) => row.label.labelType),
      rows.map((row) => row.label.state),
    ],
  })
}
