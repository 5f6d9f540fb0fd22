/** Adds or removes one end of a link, such as a follower: no new version, and doing it twice is doing it once. */
import { isUuid, problem } from '@waymark/spec'
import type { Database } from './database.ts'
import { lockById } from './entity-rows.ts'
import { type EntityType, followersLink } from './entity-type.ts'
import { checkAddedLink } from './link-rules.ts'
import { deleteLinks, insertLinks, linkChange, readLinks } from './links.ts'
import { refreshBorrowers, refreshReferrers } from './propagate.ts'
import { addFields, notFound } from './read.ts'
import { findAll, reference } from './references.ts'
import { moveSearchDocumentsOf } from './search-follow.ts'
import type { WriteContext } from './write.ts'
import type { EntityJson } from './write-options.ts'

export interface LinkRequest {
  readonly relation: string
  readonly target: { readonly type: string; readonly id: string }
  readonly present: boolean
}

/**
 * Answers the entity with the link. Removing what is not there succeeds.
 * @throws problem `parameter-invalid` for a relation that cannot be set, `entity-not-found`, `reference-not-found`
 */
export async function setLink(
  database: Database,
  context: WriteContext,
  type: EntityType,
  id: string,
  request: LinkRequest,
): Promise<EntityJson> {
  const { relation, target, present } = request
  const link = type.links.find((one) => one.name === relation && (!one.readOnly || one.linkable))
  if (!link?.to.includes(target.type)) {
    throw problem('parameter-invalid', {
      parameter: relation,
      expected: `a link of ${type.type} to ${target.type} that can be set.`,
    })
  }
  if (!isUuid(id)) throw notFound(type, { id })
  return await database.transaction(async (tx) => {
    const stored = await lockById(tx, type.type, id)
    if (!stored || stored.deleted) throw notFound(type, { id })
    if (present) {
      const found = await findAll(
        tx,
        context.types,
        [{ field: relation, types: [target.type], id: target.id }],
        false,
      )
      const other = found.one({ field: relation, types: [target.type], id: target.id })
      const before = (await readLinks(tx, [stored.id], [link], false)).get(stored.id)?.get(relation) ?? []
      const linked = { type, entity: stored, link, ends: link.many ? before : [] }
      await checkAddedLink(tx, context.types, linked, reference(other))
      if (!link.many) {
        await deleteLinks(
          tx,
          before.map((one) => linkChange(link, stored, one)),
        )
      }
      await insertLinks(tx, [linkChange(link, stored, other)])
    } else {
      await deleteLinks(tx, [linkChange(link, stored, target)])
    }
    if (link.always) await refreshReferrers(tx, context.types, [stored])
    if (link.inherited) await refreshBorrowers(tx, context.types, [stored.id])
    else if (relation !== followersLink) await moveSearchDocumentsOf(tx, [{ type, entity: stored }])
    const [entity] = await addFields(
      tx,
      type,
      [stored],
      { fields: link.hidden ? [] : [relation] },
      context.secrets,
    )
    if (!entity) throw notFound(type, { id })
    return entity
  })
}
