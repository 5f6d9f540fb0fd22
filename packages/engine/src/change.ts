/** Says what changed between two states of an entity, member by member, and how big a change it is. */
import { type ChangeDescription, type FieldChange, quoteName } from '@waymark/spec'
import type { EntityType } from './entity-type.ts'
import { isObject, type JsonObject } from './json-body.ts'
import { canonical, jsonEqual } from './json-equal.ts'
import { type LinkedReference, linkKey, shownEnd } from './links.ts'

/** What is compared: stored members with secrets masked, and the entity's own links. */
export interface State {
  readonly members: JsonObject
  readonly links: ReadonlyMap<string, readonly LinkedReference[]>
}

export interface Change {
  readonly description: ChangeDescription
  /** Top-level members that differ, links included. */
  readonly changed: readonly string[]
  /** Something was lost of a member that the definition names in `majorOnRemoval`. */
  readonly major: boolean
}

interface Lists {
  readonly added: FieldChange[]
  readonly updated: FieldChange[]
  readonly deleted: FieldChange[]
}

/** Compares two states. Names of parts stand in dotted paths as in a fully qualified name: `columns.id.description`. */
export function describeChange(type: EntityType, before: State, after: State): Change {
  const lists: Lists = { added: [], updated: [], deleted: [] }
  const changed: string[] = []
  const losing = new Set<string>()
  const names = new Set([...Object.keys(before.members), ...Object.keys(after.members)])
  for (const name of names) {
    const [old, current] = [before.members[name], after.members[name]]
    if (jsonEqual(old, current)) continue
    changed.push(name)
    if (compare(type, lists, name, name, old, current)) losing.add(name)
  }
  for (const link of type.ownLinks) {
    const { name } = link
    const [old, current] = [before.links.get(name) ?? [], after.links.get(name) ?? []]
    const shown = (one: LinkedReference) => shownEnd(link, one)
    if (compareLists(lists, name, old, current, linkKey, shown)) changed.push(name)
  }
  return {
    description: { fieldsAdded: lists.added, fieldsUpdated: lists.updated, fieldsDeleted: lists.deleted },
    changed,
    major: (type.definition.majorOnRemoval ?? []).some((name) => losing.has(name)),
  }
}

/** Answers whether something was lost. */
function compare(
  type: EntityType,
  lists: Lists,
  name: string,
  path: string,
  old: unknown,
  current: unknown,
): boolean {
  if (type.partPaths.includes(path) && Array.isArray(old) && Array.isArray(current)) {
    return compareParts(lists, name, old, current)
  }
  const prefix = `${path}.`
  if (isObject(old) && isObject(current) && type.partPaths.some((part) => part.startsWith(prefix))) {
    let lost = false
    for (const key of new Set([...Object.keys(old), ...Object.keys(current)])) {
      if (jsonEqual(old[key], current[key])) continue
      lost = compare(type, lists, `${name}.${key}`, `${path}.${key}`, old[key], current[key]) || lost
    }
    return lost
  }
  return compareValue(lists, name, old, current)
}

function compareValue(lists: Lists, name: string, old: unknown, current: unknown): boolean {
  if (
    Array.isArray(old ?? []) &&
    Array.isArray(current ?? []) &&
    (old !== undefined || current !== undefined)
  ) {
    const [from, to] = [(old ?? []) as unknown[], (current ?? []) as unknown[]]
    const lost = lists.deleted.length
    if (!compareLists(lists, name, from, to, canonical)) {
      lists.updated.push({ name, oldValue: old, newValue: current })
    }
    return lists.deleted.length > lost
  }
  if (old === undefined) lists.added.push({ name, newValue: current })
  else if (current === undefined) lists.deleted.push({ name, oldValue: old })
  else lists.updated.push({ name, oldValue: old, newValue: current })
  return current === undefined
}

/** Compares as sets; answers whether they differ. */
function compareLists<T>(
  lists: Lists,
  name: string,
  old: readonly T[],
  current: readonly T[],
  keyOf: (item: T) => string,
  shown: (item: T) => unknown = (item) => item,
): boolean {
  const oldKeys = new Set(old.map(keyOf))
  const currentKeys = new Set(current.map(keyOf))
  const added = current.filter((item) => !oldKeys.has(keyOf(item)))
  const deleted = old.filter((item) => !currentKeys.has(keyOf(item)))
  if (added.length > 0) lists.added.push({ name, newValue: added.map(shown) })
  if (deleted.length > 0) lists.deleted.push({ name, oldValue: deleted.map(shown) })
  return added.length > 0 || deleted.length > 0
}

function byName(parts: readonly unknown[]): Map<string, JsonObject> {
  return new Map(parts.filter(isObject).map((part) => [String(part.name), part]))
}

function compareParts(
  lists: Lists,
  name: string,
  old: readonly unknown[],
  current: readonly unknown[],
): boolean {
  const [before, after] = [byName(old), byName(current)]
  const added = [...after].filter(([part]) => !before.has(part)).map(([, part]) => part)
  const deleted = [...before].filter(([part]) => !after.has(part)).map(([, part]) => part)
  if (added.length > 0) lists.added.push({ name, newValue: added })
  if (deleted.length > 0) lists.deleted.push({ name, oldValue: deleted })
  let lost = deleted.length > 0
  let differs = lost || added.length > 0
  for (const [part, now] of after) {
    const then = before.get(part)
    if (!then || jsonEqual(then, now)) continue
    differs = true
    const path = `${name}.${quoteName(part)}`
    for (const key of new Set([...Object.keys(then), ...Object.keys(now)])) {
      if (jsonEqual(then[key], now[key])) continue
      if (key === 'children') {
        lost = compareParts(lists, path, asList(then.children), asList(now.children)) || lost
      } else compareValue(lists, `${path}.${key}`, then[key], now[key])
    }
  }
  if (!differs) {
    const order = (parts: readonly unknown[]) => parts.map((part) => (isObject(part) ? part.name : part))
    lists.updated.push({ name, oldValue: order(old), newValue: order(current) })
  }
  return lost
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
