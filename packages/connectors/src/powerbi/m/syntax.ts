/** The tree of an M expression. https://learn.microsoft.com/powerquery-m/m-spec-consolidated-grammar */

export type Expression =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'logical'; readonly value: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'let'; readonly bindings: readonly Binding[]; readonly body: Expression }
  | { readonly kind: 'record'; readonly fields: readonly Binding[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  /** `{1..10}`: what it counts is of no interest. */
  | { readonly kind: 'range'; readonly from: Expression; readonly to: Expression }
  | { readonly kind: 'call'; readonly target: Expression; readonly arguments: readonly Expression[] }
  /** `t{0}`, `t{[Name="x"]}`; `optional` with a question mark. */
  | {
      readonly kind: 'item'
      readonly target: Expression
      readonly selector: Expression
      readonly optional: boolean
    }
  /** `r[field]`; without a target it is the field of `_`. */
  | {
      readonly kind: 'field'
      readonly target: Expression
      readonly name: string
      readonly optional: boolean
    }
  /** `r[[a],[b]]`. */
  | { readonly kind: 'projection'; readonly target: Expression; readonly names: readonly string[] }
  | { readonly kind: 'function'; readonly parameters: readonly string[]; readonly body: Expression }
  | {
      readonly kind: 'if'
      readonly condition: Expression
      readonly whenTrue: Expression
      readonly whenFalse: Expression
    }
  | { readonly kind: 'try'; readonly body: Expression; readonly otherwise: Expression | undefined }
  | { readonly kind: 'error'; readonly body: Expression }
  | {
      readonly kind: 'binary'
      readonly operator: string
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  /** A type, or `...`: nothing of it matters to where data comes from. */
  | { readonly kind: 'opaque'; readonly what: string }

export interface Binding {
  readonly name: string
  readonly value: Expression
}
