/** A column, field or task that a patch gives another name: what is kept under the old name follows. */
import { formatEntityLink, type JsonPatch, parseEntityLink } from '@waymark/spec'
import { carriedPart } from './conversation/entity-part.ts'
import type { Tx } from './database.ts'
import { partNames, type Renamed, renaming } from './descendants.ts'
import type { StoredEntity } from './document.ts'
import { type EntityWrite, entityColumns, selectEntities, updateEntities } from './entity-rows.ts'
import type { EntityType, EntityTypes } from './entity-type.ts'
import { renamedFqn } from './fqn-range.ts'
import type { JsonObject } from './json-body.ts'
import { forgetLostParts } from './lost-parts.ts'
import { changeLinks, renameMentions } from './mentions.ts'
import { underName } from './part-names.ts'
import type { Plan } from './plan.ts'
import { carryPartSeries, carryRenamed } from './renamed-rows.ts'
import { pickMembers } from './request.ts'
import { rewriteSearchDocuments } from './search-follow.ts'
import { fqnOf } from './write-names.ts'

/**
 * Whether a patch replaces names of parts and leaves every part where it is. Where parts come, go or change places nobody can say
 * which one of the new is the one that was: a list that is sent whole renames nothing.
 */
function renamesParts({ partPaths }: EntityType, patch: JsonPatch): boolean {
  const beginnings = partPaths.map((path) => `/${path.replaceAll('.', '/')}`)
  const isStructure = (path: string) =>
    beginnings.some(
      (start) =>
        start.startsWith(`${path}/`) ||
        (path.startsWith(start) && /^(\/(\d+|-|children))*$/.test(path.slice(start.length))),
    )
  const renames = patch.some(
    ({ op, path }) =>
      (op === 'replace' || op === 'add') &&
      beginnings.some(
        (start) => path.startsWith(start) && /^(\/\d+(\/children)?)+\/name$/.test(path.slice(start.length)),
      ),
  )
  return renames && !patch.some(({ op, path }) => op !== 'test' && isStructure(path))
}

/**
 * Profiles and other series, columns of lineage, names in other documents, tests, conversations and suggestions. Where the patch
 * renames nothing, lineage leaves out what is gone.
 * Neither versions nor events of the others: nobody edited them.
 */
export async function followParts(tx: Tx, types: EntityTypes, plan: Plan, patch: JsonPatch): Promise<void> {
  if (!plan.before || plan.outcome === 'unchanged') return
  if (!renamesParts(plan.type, patch)) return await forgetLostParts(tx, [plan])
  const [before, { after }] = [plan.before.stored, plan]
  const now = partNames(plan.type, after)
  const parts = partNames(plan.type, before)
    .map((name, at) => [renamedFqn(name, before.fqn, after.fqn) ?? name, now[at] ?? name] as const)
    .filter(([from, to]) => from !== to)
  if (parts.length === 0) return
  await carryRenamed(tx, types, [
    { id: after.id, type: after.type, name: after.name, from: after.fqn, to: after.fqn, parts },
  ])
  await carryPartSeries(tx, plan.type, after.fqn, parts)
  // Inner parts first: their old names begin with the old name of the outer.
  for (const [from, to] of parts.toReversed()) await renameMentions(tx, types, from, to)
  const carried = (part: string) => carriedPart(before.document, after.document, part)
  for (const table of ['thread', 'suggestion'] as const) await carryAbout(tx, table, after.id, carried)
  await carryLinks(tx, types, after, carried)
}

async function carryAbout(
  tx: Tx,
  table: 'thread' | 'suggestion',
  id: string,
  carried: (part: string) => string,
): Promise<void> {
  const { rows } = await tx.query<{ id: string; about_part: string }>(
    `select id, about_part from ${table} where about_id = $1 and about_part is not null for update`,
    [id],
  )
  const changed = rows
    .map((row) => ({ id: row.id, was: row.about_part, part: carried(row.about_part) }))
    .filter(({ was, part }) => was !== part)
  if (changed.length === 0) return
  await tx.query(
    `update ${table} set about_part = changed.part
       from unnest($1::uuid[], $2::text[]) as changed (id, part) where ${table}.id = changed.id`,
    [changed.map((row) => row.id), changed.map((row) => row.part)],
  )
}

const selectLinked = `
select ${entityColumns} from entity
 where id in (select entity_id from mention where left(target_fqn, 500) collate "C" = left($1, 500) and target_fqn = $1)
 order by id for no key update`

/** Documents with a link to the part, and their own names where these follow from it, as names of tests do. */
async function carryLinks(
  tx: Tx,
  types: EntityTypes,
  entity: StoredEntity,
  carried: (part: string) => string,
): Promise<void> {
  const linked = await selectEntities(tx, 'part-links', selectLinked, [entity.fqn])
  const writes: EntityWrite[] = []
  const renamed: Renamed[] = []
  for (const stored of linked) {
    const type = types.of(stored.type)
    const members = pickMembers(type, stored.document)
    const changed = changeLinks(type, members, (link) => withPart(link, entity, carried))
    if (changed === members) continue
    const { fqnOf: composed } = type.definition
    const fqn = composed ? fqnOf(type, stored.name, undefined, changed) : stored.fqn
    const document: JsonObject = { ...stored.document, ...underName(type, changed, stored, fqn) }
    const now = { ...stored, fqn, document }
    writes.push({ type, entity: now })
    if (fqn !== stored.fqn) renamed.push(renaming(type, stored, now))
  }
  await updateEntities(tx, writes)
  await carryRenamed(tx, types, renamed)
  await rewriteSearchDocuments(tx, writes)
}

function withPart(text: string, { type, fqn }: StoredEntity, carried: (part: string) => string): string {
  const link = parseEntityLink(text)
  if (link.type !== type || link.fqn !== fqn || link.member === undefined || link.part === undefined)
    return text
  const [member = link.member, ...part] = carried(`${link.member}::${link.part}`).split('::')
  return formatEntityLink({ ...link, member, part: part.join('::') })
}
