/** What a search asks for, independent of the syntax it came in and of the backend that answers. */

export type Condition =
  | { readonly kind: 'everything' }
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  /** What was typed as one (`order_id`): its words next to each other; `prefix`: the last may be the beginning of a word. */
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly prefix: boolean }
  /** Words next to each other, in order. */
  | { readonly kind: 'phrase'; readonly words: readonly string[] }
  /** One member of the hit equals one of the values. */
  | { readonly kind: 'equals'; readonly field: string; readonly values: readonly string[] }
  /** One member matches a pattern where `*` stands for anything and `?` for one character. */
  | { readonly kind: 'wildcard'; readonly field: string; readonly pattern: string }
  | { readonly kind: 'exists'; readonly field: string }
  /** A number or time within bounds, both included. */
  | { readonly kind: 'range'; readonly field: string; readonly from?: number; readonly to?: number }

export const everything: Condition = { kind: 'everything' }

/** Conjunction without needless nesting. */
export function allOf(conditions: readonly Condition[]): Condition {
  const of = conditions.filter((condition) => condition.kind !== 'everything')
  const [only] = of
  return of.length === 0 ? everything : of.length === 1 && only ? only : { kind: 'all', of }
}

export function anyOf(conditions: readonly Condition[]): Condition {
  const [only] = conditions
  return conditions.length === 1 && only ? only : { kind: 'any', of: conditions }
}

/** The plain words of a condition, for ranking and highlighting; those under a `not` do not count. */
export function plainWords(condition: Condition): string[] {
  switch (condition.kind) {
    case 'words':
    case 'phrase':
      return [...condition.words]
    case 'all':
    case 'any':
      return condition.of.flatMap(plainWords)
    default:
      return []
  }
}
