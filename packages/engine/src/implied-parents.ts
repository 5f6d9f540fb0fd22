/** Parents that requests mean without naming them: a test case says which table it is about, and belongs to that table's suite. */
import { isProblem, type Problem, problem } from '@waymark/spec'
import type { Tx } from './database.ts'
import type { EntityType } from './entity-type.ts'
import { isObject } from './json-body.ts'
import { insertLinks, linkChange } from './links.ts'
import type { Plan } from './plan.ts'
import { findAll, type Pointer, type ReferenceRow } from './references.ts'
import type { WriteContext, WriteMode } from './write.ts'

type WriteParents = (
  type: EntityType,
  bodies: readonly unknown[],
  mode: WriteMode,
) => Promise<readonly ({ readonly outcome: string } | Problem)[]>

/**
 * The requests with their parents named; a parent that does not exist yet is created in the same transaction. A request
 * whose parent cannot be worked out or created becomes the problem to tell its sender.
 */
export async function nameImpliedParents(
  tx: Tx,
  context: WriteContext,
  type: EntityType,
  bodies: readonly unknown[],
  mode: WriteMode,
  writeParents: WriteParents,
): Promise<readonly unknown[]> {
  const parent = type.definition.parent
  const { implied } = parent ?? {}
  const [parentType] = parent?.types ?? []
  if (!parent || !implied || parentType === undefined) return bodies
  const meant = bodies.map((body) => {
    try {
      return isObject(body) ? implied(body) : undefined
    } catch (error) {
      if (isProblem(error)) return error
      throw error
    }
  })
  const pointer = (fqn: string): Pointer => ({ field: parent.field, types: [parentType], fqn })
  const known = meant.flatMap((one) => (one && !isProblem(one) ? [pointer(one.fqn)] : []))
  const found = await findAll(tx, context.types, known, false)
  const refused = new Map<string, Problem>()
  const missing = new Map<string, Readonly<Record<string, unknown>>>()
  for (const one of meant) {
    if (!one || isProblem(one) || !one.create) continue
    try {
      found.one(pointer(one.fqn))
    } catch {
      missing.set(one.fqn, one.create)
    }
  }
  const names = [...missing.keys()]
  const made = await writeParents(context.types.of(parentType), [...missing.values()], {
    kind: 'put',
    actor: mode.actor,
    // Whoever may create the child may have its parent made: nothing in it comes from the request but a name.
    options: { asSystem: true },
  })
  made.forEach((answer, at) => {
    if (isProblem(answer)) refused.set(names[at] ?? '', answer)
  })
  return bodies.map((body, at) => {
    const one = meant[at]
    if (!one || !isObject(body)) return body
    if (isProblem(one)) return one
    const problemOfParent = refused.get(one.fqn)
    if (problemOfParent) return renamed(problemOfParent, one.field)
    return { ...body, [parent.field]: { type: parentType, fullyQualifiedName: one.fqn } }
  })
}

/** The caller never named the parent: the message speaks of what they did name. */
function renamed(of: Problem, field: string): Problem {
  return of.code === 'reference-not-found' ? problem(of.code, { ...of.details, field }) : of
}

/** Links new entities to their parents where a relation says that the parent is always one of its ends. */
export async function linkParents(
  tx: Tx,
  type: EntityType,
  created: readonly { readonly plan: Plan; readonly parent: ReferenceRow | undefined }[],
): Promise<void> {
  const links = type.links.filter((link) => link.includesParent)
  await insertLinks(
    tx,
    created.flatMap(({ plan, parent }) =>
      parent ? links.map((link) => linkChange(link, plan.after, parent)) : [],
    ),
  )
}
