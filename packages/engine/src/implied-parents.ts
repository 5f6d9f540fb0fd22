/** Parents that requests mean without naming them: a test case says which table it is about, and belongs to that table's suite. */
import { isProblem, type Problem, problem } from '@waymark/spec'
import type { Tx } from './database.ts'
import type { EntityType } from './entity-type.ts'
import { isObject, readBody } from './json-body.ts'
import { insertLinks, linkChange } from './links.ts'
import type { Plan } from './plan.ts'
import { findAll, type Pointer, type ReferenceRow, readPointer } from './references.ts'
import type { WriteContext, WriteMode } from './write-context.ts'

type WriteParents = (
  type: EntityType,
  bodies: readonly unknown[],
  mode: WriteMode,
) => Promise<readonly ({ readonly outcome: string } | Problem)[]>

/** Requests with their parents named, and what some named besides. */
export interface Completed {
  /** A request whose parent cannot be worked out or created is the problem to tell its sender. */
  readonly bodies: readonly unknown[]
  /** By the place of the request: an entity of the parent's type that it named although its parent is another one. */
  readonly besides: ReadonlyMap<number, ReferenceRow>
}

/** Names the parents of requests; one that does not exist yet is created in the same transaction. */
export async function nameImpliedParents(
  tx: Tx,
  context: WriteContext,
  type: EntityType,
  bodies: readonly unknown[],
  mode: WriteMode,
  writeParents: WriteParents,
): Promise<Completed> {
  const besides = new Map<number, ReferenceRow>()
  const parent = type.definition.parent
  const { implied } = parent ?? {}
  const [parentType] = parent?.types ?? []
  if (!parent || !implied || parentType === undefined) return { bodies, besides }
  const meant = bodies.map((body) => {
    try {
      return isObject(body) ? implied(readBody(body)) : undefined
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
  const others = await findNamed(tx, context, parent.field, parentType, bodies)
  const completed = bodies.map((body, at) => {
    const one = meant[at]
    if (!one || !isObject(body)) return body
    const other = others[at]
    const problemOfParent = refused.get(isProblem(one) ? '' : one.fqn)
    if (isProblem(one)) return one
    if (problemOfParent) return renamed(problemOfParent, one.field)
    if (isProblem(other)) return other
    if (other) besides.set(at, other)
    return { ...body, [parent.field]: { type: parentType, fullyQualifiedName: one.fqn } }
  })
  return { bodies: completed, besides }
}

/** What requests name where the parent stands, or the problem with it. */
async function findNamed(
  tx: Tx,
  context: WriteContext,
  field: string,
  type: string,
  bodies: readonly unknown[],
): Promise<readonly (ReferenceRow | Problem | undefined)[]> {
  const pointers = bodies.map((body) => {
    const named = isObject(body) ? body[field] : undefined
    if (named === undefined || named === null) return undefined
    try {
      return readPointer(field, named, [type])
    } catch (error) {
      if (isProblem(error)) return error
      throw error
    }
  })
  const wanted = pointers.flatMap((pointer) => (pointer && !isProblem(pointer) ? [pointer] : []))
  const found = await findAll(tx, context.types, wanted, false)
  return pointers.map((pointer) => {
    if (!pointer || isProblem(pointer)) return pointer
    try {
      return found.one(pointer)
    } catch (error) {
      if (isProblem(error)) return error
      throw error
    }
  })
}

/** The caller never named the parent: the message speaks of what they did name. */
function renamed(of: Problem, field: string): Problem {
  return of.code === 'reference-not-found' ? problem(of.code, { ...of.details, field }) : of
}

/**
 * Links entities to their parents where a relation says that the parent is always one of its ends, and to what their
 * requests named besides.
 */
export async function linkParents(
  tx: Tx,
  type: EntityType,
  written: readonly {
    readonly plan: Plan
    readonly parent: ReferenceRow | undefined
    readonly other: ReferenceRow | undefined
  }[],
): Promise<void> {
  const links = type.links.filter((link) => link.includesParent)
  await insertLinks(
    tx,
    written.flatMap(({ plan, parent, other }) =>
      [parent, other].flatMap((end) => (end ? links.map((link) => linkChange(link, plan.after, end)) : [])),
    ),
  )
}
