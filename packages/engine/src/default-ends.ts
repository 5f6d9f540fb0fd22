/** Links that a new entity gets where its request names none: a team without parents stands below the organization. */
import { isProblem } from '@waymark/spec'
import type { Tx } from './database.ts'
import type { EntityType, EntityTypes, Link } from './entity-type.ts'
import { findAll, type Pointer } from './references.ts'
import type { WriteRequest } from './request.ts'

interface DefaultEnd {
  readonly link: Link
  readonly pointer: Pointer
}

/** The default ends of a type that exist: an installation without them links to nothing. */
export async function findDefaultEnds(
  tx: Tx,
  types: EntityTypes,
  type: EntityType,
): Promise<readonly DefaultEnd[]> {
  const declared = type.ownLinks.flatMap((link): DefaultEnd[] =>
    link.defaultEnd === undefined
      ? []
      : [{ link, pointer: { field: link.name, types: link.to, fqn: link.defaultEnd } }],
  )
  if (declared.length === 0) return []
  const found = await findAll(
    tx,
    types,
    declared.map(({ pointer }) => pointer),
    false,
  )
  return declared.filter(({ pointer }) => {
    try {
      return found.one(pointer).fqn !== ''
    } catch (error) {
      if (isProblem(error, 'reference-not-found')) return false
      throw error
    }
  })
}

/** The request with the default ends it may have: none where a rule of the link forbids it any. */
export function withDefaultEnds(ends: readonly DefaultEnd[], request: WriteRequest): WriteRequest {
  const missing = ends.filter(({ link: { name, pairs } }) => {
    const allowed = pairs?.allowed[String(request.members[pairs.member])]
    return (request.links.get(name) ?? []).length === 0 && allowed?.most !== 0
  })
  if (missing.length === 0) return request
  const links = new Map(request.links)
  for (const { link, pointer } of missing) links.set(link.name, [pointer])
  return { ...request, links }
}
