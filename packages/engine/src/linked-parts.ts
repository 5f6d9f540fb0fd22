/** Holds links that lead into an entity to the parts that it has: a test of a column is about one that is there. */
import { didYouMean, linkedFqn, parseEntityLink, problem } from '@waymark/spec'
import type { Tx } from './database.ts'
import { isObject, type JsonObject } from './json-body.ts'
import type { Plan } from './plan.ts'
import { requoted } from './references.ts'

/** Fully qualified names of parts, with those inside of parts. */
function partNames(parts: readonly unknown[]): string[] {
  return parts.flatMap((part) => {
    if (!isObject(part) || typeof part.fullyQualifiedName !== 'string') return []
    return [part.fullyQualifiedName, ...(Array.isArray(part.children) ? partNames(part.children) : [])]
  })
}

/**
 * Links stand at the top of a document. One that is not written now is left alone, as is one into an entity that is
 * not there: other rules speak of it.
 * @throws problem `body-invalid` for a part that its entity does not have
 */
export async function checkLinkedParts(tx: Tx, plan: Plan): Promise<void> {
  for (const { path, kind } of plan.type.namePlaces) {
    const [field = ''] = path
    const text = plan.after.document[field]
    if (kind !== 'link' || path.length > 1 || typeof text !== 'string' || !plan.changed.includes(field))
      continue
    const link = parseEntityLink(text, field)
    if (link.member === undefined || link.part === undefined) continue
    const { rows } = await tx.query<{ doc: string }>({
      name: 'linked-entity',
      text: 'select doc from entity where type = $1 and fqn_hash = md5($2)::uuid and fqn = $2',
      values: [link.type, requoted(link.fqn)],
    })
    const document: JsonObject | undefined = rows[0] && JSON.parse(rows[0].doc)
    const parts = document?.[link.member]
    if (!Array.isArray(parts)) continue
    const names = partNames(parts)
    if (names.includes(requoted(linkedFqn(link)))) continue
    const known = names.map((name) => name.slice(requoted(link.fqn).length + 1))
    const meant = didYouMean(link.part, known)
    const hint = meant === undefined ? '' : ` Did you mean '${meant}'?`
    throw problem('body-invalid', {
      field,
      expected: `a link into ${link.member} of ${link.fqn}, which has no '${link.part}'.${hint}`,
    })
  }
}
