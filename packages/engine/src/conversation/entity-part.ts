/** Finds the place inside an entity that a link names: `columns::id::description` is `/columns/3/description`. */
import { buildFqn, problem, splitFqn } from '@waymark/spec'
import { isObject, type JsonObject } from '../json-body.ts'

function token(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Text of a link after the entity's name, split at `::`; a single colon belongs to a name. */
function stepsOf(part: string | undefined): string[] {
  return part === undefined || part === '' ? [] : part.split('::')
}

/** An item of a list of parts, also inside its items: by name, by the end of its full name, then deeper. */
function findItem(items: readonly unknown[], name: string, pointer: string): [unknown, string] | undefined {
  for (const [at, item] of items.entries()) {
    if (!isObject(item)) continue
    const fqn = typeof item.fullyQualifiedName === 'string' ? item.fullyQualifiedName : ''
    if (item.name === name || fqn === name || fqn.endsWith(`.${name}`)) return [item, `${pointer}/${at}`]
  }
  for (const [at, item] of items.entries()) {
    const children = isObject(item) ? item.children : undefined
    if (!Array.isArray(children)) continue
    const found = findItem(children, name, `${pointer}/${at}/children`)
    if (found) return found
  }
  return undefined
}

function step(cursor: unknown, name: string, pointer: string): [unknown, string] | undefined {
  if (Array.isArray(cursor)) return findItem(cursor, name, pointer)
  if (!isObject(cursor)) return undefined
  if (Object.hasOwn(cursor, name)) return [cursor[name], `${pointer}/${token(name)}`]
  // `messageSchema::field` names the field, not the list it stands in.
  for (const [member, value] of Object.entries(cursor)) {
    const found = Array.isArray(value) ? findItem(value, name, `${pointer}/${token(member)}`) : undefined
    if (found) return found
  }
  return undefined
}

/**
 * JSON Pointer of a member (`description`, `tags`) of the entity, or of the part that the link leads to.
 * @param part - what follows the entity's name in the link; may end with the member itself
 * @throws problem `body-invalid` for a part that the entity does not have
 */
export function pointerTo(entity: object, part: string | undefined, member: string): string {
  const steps = stepsOf(part)
  if (steps.at(-1) === member) steps.pop()
  let [cursor, pointer]: [unknown, string] = [entity, '']
  for (const name of steps) {
    const found = step(cursor, name, pointer)
    if (!found) {
      throw problem('body-invalid', {
        field: 'about',
        expected: `a link to a part that the entity has; '${name}' is none of them.`,
      })
    }
    ;[cursor, pointer] = found
  }
  return `${pointer}/${member}`
}

/**
 * What leads, after some parts have got other names, to where `part` led before; parts that lead nowhere stay.
 * @param before - the entity; `after` has every part in the same place
 */
export function carriedPart(before: object, after: object, part: string): string {
  let [cursor, pointer]: [unknown, string] = [before, '']
  return stepsOf(part)
    .map((name) => {
      const found = step(cursor, name, pointer)
      ;[cursor, pointer] = found ?? [undefined, '']
      const now = found ? valueAt(after, pointer) : undefined
      return isObject(cursor) && isObject(now) ? carriedName(cursor, now, name) : name
    })
    .join('::')
}

/** The name by which a link called a part: its own, its full one, or the end of that. */
function carriedName(was: JsonObject, now: JsonObject, name: string): string {
  if (was.name === name) return String(now.name)
  const [old, current] = [String(was.fullyQualifiedName ?? ''), String(now.fullyQualifiedName ?? '')]
  if (old === name) return current
  if (!old.endsWith(`.${name}`)) return name
  return buildFqn(...splitFqn(current).slice(-splitFqn(name).length))
}

/** The value at a pointer of {@link pointerTo}. */
export function valueAt(entity: object, pointer: string): unknown {
  let cursor: unknown = entity
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(cursor)) cursor = cursor[Number(key)]
    else cursor = isObject(cursor) && Object.hasOwn(cursor, key) ? cursor[key] : undefined
  }
  return cursor
}
