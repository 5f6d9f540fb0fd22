/** What a search asks for, independent of the syntax it came in and of the backend that answers. */

/** Texts of a document, as letters: `A` name, `B` display name, `C` names of its parts (columns), `D` prose. */
export type Scope = string

/** Ends of a range; at most one of each side. Texts are dates where the field holds times. */
export interface Bounds {
  readonly gt?: string | number
  readonly gte?: string | number
  readonly lt?: string | number
  readonly lte?: string | number
}

export type Condition =
  | { readonly kind: 'everything' }
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  /**
   * What was typed as one (`order_id`): its words next to each other; `prefix`: the last may be the beginning of a word.
   * `boost` counts in the ranking only; `inflected`: with or without an `s` at the end.
   */
  | {
      readonly kind: 'words'
      readonly words: readonly string[]
      readonly prefix: boolean
      readonly scope?: Scope
      readonly boost?: number
      readonly inflected?: boolean
    }
  /** Words next to each other, in order, as they are. */
  | { readonly kind: 'phrase'; readonly words: readonly string[]; readonly scope?: Scope }
  /** A name like this word, with typing errors. */
  | { readonly kind: 'fuzzy'; readonly word: string }
  /** One member of the hit equals one of the values, in any case of letters. */
  | { readonly kind: 'equals'; readonly field: string; readonly values: readonly string[] }
  /** One member matches a pattern where `*` stands for anything and `?` for one character. */
  | { readonly kind: 'wildcard'; readonly field: string; readonly pattern: string }
  | { readonly kind: 'exists'; readonly field: string }
  | { readonly kind: 'range'; readonly field: string; readonly bounds: Bounds }
  /** One object of a list meets the whole condition; its fields carry the full path. */
  | { readonly kind: 'nested'; readonly path: string; readonly of: Condition }

export const everything: Condition = { kind: 'everything' }
export const nothing: Condition = { kind: 'not', of: everything }

/** Conjunction without needless nesting. */
export function allOf(conditions: readonly Condition[]): Condition {
  const of = conditions.filter((condition) => condition.kind !== 'everything')
  const [only] = of
  return of.length === 0 ? everything : of.length === 1 && only ? only : { kind: 'all', of }
}

export function anyOf(conditions: readonly Condition[]): Condition {
  const [only] = conditions
  if (conditions.length === 0) return nothing
  return conditions.length === 1 && only ? only : { kind: 'any', of: conditions }
}

/** A word of a condition and how much it counts. */
export interface RankedWord {
  readonly word: string
  readonly boost: number
}

/** The plain words of a condition, for ranking and highlighting; those under a `not` do not count. */
export function plainWords(condition: Condition): RankedWord[] {
  switch (condition.kind) {
    case 'words':
      return condition.words.map((word) => ({ word, boost: condition.boost ?? 1 }))
    case 'phrase':
      return condition.words.map((word) => ({ word, boost: 1 }))
    case 'fuzzy':
      return [{ word: condition.word, boost: 1 }]
    case 'all':
    case 'any':
      return condition.of.flatMap(plainWords)
    default:
      return []
  }
}
