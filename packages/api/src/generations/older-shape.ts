/** The language in which the models of an older generation are written down: members, parts, vocabularies. */

/** The words of one member. Going down, a word the older one never had becomes `otherwise`, or the member is left out. */
export interface Vocabulary {
  readonly known: readonly string[]
  /** Newest word to older word, in both directions. */
  readonly changed: Readonly<Record<string, string>>
  /** Newest words that came later, and the older word that says most of the same; going down only. */
  readonly nearest: Readonly<Record<string, string>>
  readonly otherwise?: string
}

/** The shape of a part: one, one of several, or the one that the part's `type` member names. */
export type Part = string | readonly string[] | ByType

export interface ByType {
  readonly byType: Readonly<Record<string, string>>
}

/** One model: it refuses every member that is not in `known`. */
export interface OlderShape {
  readonly known: ReadonlySet<string>
  /** Members with a shape of their own, or lists of them. */
  readonly parts: Readonly<Record<string, Part>>
  readonly words: Readonly<Record<string, Vocabulary>>
  /** Members that only its create request has. */
  readonly createOnly: ReadonlySet<string>
}

export interface ShapeDeclaration {
  /** Plain values, and structures that both generations share. */
  readonly members?: readonly string[]
  /** Members that refer to other entities. */
  readonly references?: readonly string[]
  readonly parts?: Readonly<Record<string, Part>>
  readonly words?: Readonly<Record<string, Vocabulary>>
  readonly createOnly?: readonly string[]
}

/** Names in a text, separated by blanks. */
export function names(text: TemplateStringsArray): readonly string[] {
  return text.join('').trim().split(/\s+/)
}

export function vocabulary(
  known: readonly string[],
  { changed = {}, nearest = {}, otherwise }: Partial<Omit<Vocabulary, 'known'>> = {},
): Vocabulary {
  return { known, changed, nearest, ...(otherwise === undefined ? {} : { otherwise }) }
}

export function byType(shapes: Readonly<Record<string, string>>): ByType {
  return { byType: shapes }
}

export function shape({
  members = [],
  references = [],
  parts = {},
  words = {},
  createOnly = [],
}: ShapeDeclaration): OlderShape {
  const refers = Object.fromEntries(references.map((name) => [name, 'EntityReference']))
  return {
    known: new Set([...members, ...references, ...Object.keys(parts), ...Object.keys(words)]),
    parts: { ...parts, ...refers },
    words,
    createOnly: new Set(createOnly),
  }
}

const ofEveryEntity = names`id name fullyQualifiedName displayName description version updatedAt updatedBy href deleted`

/** A shape with the members that every entity has. */
export function entityShape({ members = [], parts = {}, ...rest }: ShapeDeclaration): OlderShape {
  return shape({
    members: [...ofEveryEntity, ...members],
    parts: { ...parts, changeDescription: 'ChangeDescription' },
    ...rest,
  })
}
