/** Holds the labels of an entity against the rules of their tags, and adds the ones that come along. */
import { problem, type TagLabel } from '@waymark/spec'
import type { EntityType, EntityTypes } from './entity-type.ts'
import type { JsonObject } from './json-body.ts'
import { type LabelBook, type LabelFacts, labelType } from './label-facts.ts'
import { cleanTags, fieldOf, mapTagLists, type TagUse, tagKey, tagUses } from './tags.ts'

/** Labels of which something has to be known before {@link settleLabels}: none where a write brings no new one. */
export function labelsToRead(type: EntityType, members: JsonObject, before: JsonObject): TagLabel[] {
  const had = usesOf(type, before)
  const uses = tagUses(type, members)
  const isNew = uses.some((use) => !had.has(useKey(use)))
  const lost = uses.length < had.size
  return isNew || lost ? [...uses, ...tagUses(type, before)].map(({ label }) => label) : []
}

function useKey(use: TagUse): string {
  return `${use.path}\n${tagKey(use.label)}`
}

function usesOf(type: EntityType, members: JsonObject): ReadonlyMap<string, TagUse> {
  return new Map(tagUses(type, members).map((use) => [useKey(use), use]))
}

/**
 * The members with their labels as they are stored. What was there already is not asked about: a tag may have been
 * disabled, or become exclusive, since it was put on.
 * @throws problem `reference-not-found`, `label-disabled`, `labels-exclusive`
 */
export function settleLabels(
  types: EntityTypes,
  type: EntityType,
  book: LabelBook,
  members: JsonObject,
  before: JsonObject,
): JsonObject {
  if (book.size === 0) return members
  const had = usesOf(type, before)
  const tagged = cleanTags(type, members)
  for (const use of tagUses(type, tagged)) {
    if (!had.has(useKey(use))) requireUsable(types, book.get(tagKey(use.label)), use)
  }
  const explained = explainedBy(type, book, before)
  const settled = mapTagLists(type, tagged, (labels, path) => {
    const given = labels
      .filter((label) => !explained.has(`${path}\n${tagKey(label)}`) || label.labelType !== 'Derived')
      .map((label) => named(book, label))
    requireOneOfEach(book, given, had, path)
    return withDerived(book, given)
  })
  return settled
}

/** Labels that came along with others before; they go when those go. */
function explainedBy(type: EntityType, book: LabelBook, before: JsonObject): ReadonlySet<string> {
  return new Set(
    tagUses(type, before).flatMap(({ path, label }) =>
      (book.get(tagKey(label))?.derived ?? []).map((derived) => `${path}\n${tagKey(derived)}`),
    ),
  )
}

function requireUsable(types: EntityTypes, facts: LabelFacts | undefined, { path, label }: TagUse): void {
  if (facts?.fqn === undefined) {
    throw problem('reference-not-found', {
      field: fieldOf(path),
      expectedType: labelType(types, label.source)?.type ?? label.source,
      reference: label.tagFQN,
    })
  }
  if (facts.disabledBy !== undefined) {
    throw problem('label-disabled', {
      field: fieldOf(path),
      label: label.tagFQN,
      disabledBy: facts.disabledBy,
    })
  }
}

/** The spelling under which the tag is stored. */
function named(book: LabelBook, label: TagLabel): TagLabel {
  const fqn = book.get(tagKey(label))?.fqn
  return fqn === undefined || fqn === label.tagFQN ? label : { ...label, tagFQN: fqn }
}

function conflict(book: LabelBook, one: TagLabel, other: TagLabel): string | undefined {
  const families = book.get(tagKey(one))?.exclusive ?? []
  const others = book.get(tagKey(other))?.exclusive ?? []
  return families.find((mine) =>
    others.some((theirs) => theirs.family === mine.family && theirs.member !== mine.member),
  )?.family
}

function requireOneOfEach(
  book: LabelBook,
  labels: readonly TagLabel[],
  had: ReadonlyMap<string, TagUse>,
  path: string,
): void {
  for (const [at, one] of labels.entries()) {
    for (const other of labels.slice(at + 1)) {
      const family = conflict(book, one, other)
      const known = [one, other].every((label) => had.has(`${path}\n${tagKey(label)}`))
      if (family === undefined || known) continue
      throw problem('labels-exclusive', {
        field: fieldOf(path),
        one: one.tagFQN,
        other: other.tagFQN,
        family,
      })
    }
  }
}

/** A label that comes along gives way to one somebody chose, the same or one it excludes. */
export function withDerived(book: LabelBook, labels: readonly TagLabel[]): TagLabel[] {
  const all = [...labels]
  for (const label of labels) {
    for (const derived of book.get(tagKey(label))?.derived ?? []) {
      const isFree = all.every(
        (other) => tagKey(other) !== tagKey(derived) && conflict(book, other, derived) === undefined,
      )
      if (isFree) all.push(derived)
    }
  }
  return all
}
