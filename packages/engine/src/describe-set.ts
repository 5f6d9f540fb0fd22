/** Says what changed between two lists of named parts, as a change description. */
import type { ChangeDescription } from '@waymark/spec'
import { jsonEqual } from './json-equal.ts'

interface NamedPart {
  readonly name: string
}

/** Parts are matched by name; `member` is the wire member that holds the list. */
export function describeSet(
  member: string,
  before: readonly NamedPart[],
  after: readonly NamedPart[],
  previousVersion: number,
): ChangeDescription {
  const old = new Map(before.map((part) => [part.name, part]))
  const now = new Map(after.map((part) => [part.name, part]))
  const added = after.filter(({ name }) => !old.has(name))
  const deleted = before.filter(({ name }) => !now.has(name))
  const updated = after.filter((part) => old.has(part.name) && !jsonEqual(old.get(part.name), part))
  return {
    fieldsAdded: added.length > 0 ? [{ name: member, newValue: added }] : [],
    fieldsUpdated: updated.map((part) => ({
      name: `${member}.${part.name}`,
      oldValue: old.get(part.name),
      newValue: part,
    })),
    fieldsDeleted: deleted.length > 0 ? [{ name: member, oldValue: deleted }] : [],
    previousVersion,
  }
}
