/** The conditions of policy rules: a small closed language, parsed to a tree and never evaluated as code. */

export type Condition =
  | { readonly kind: 'call'; readonly name: ConditionFunction; readonly args: readonly string[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }

/** OpenMetadata's functions; docs/reference/policies.md says what each means. */
export type ConditionFunction =
  | 'isOwner'
  | 'noOwner'
  | 'isReviewer'
  | 'hasDomain'
  | 'noDomain'
  | 'hasAnyRole'
  | 'inAnyTeam'
  | 'matchTeam'
  | 'matchAnyTag'
  | 'matchAllTags'
  | 'matchAnyCertification'

export type ParsedCondition =
  | { readonly ok: true; readonly condition: Condition }
  /** `problem` says what is wrong and where, for whoever wrote the rule. */
  | { readonly ok: false; readonly problem: string }

const meanings: Readonly<Record<ConditionFunction, string>> = {
  isOwner: 'The caller, or a team of the caller, owns the resource.',
  noOwner: 'Nobody owns the resource.',
  isReviewer: 'The caller, or a team of the caller, reviews the resource.',
  hasDomain: 'The caller and the resource share a domain.',
  noDomain: 'The resource is in no domain.',
  hasAnyRole: 'The caller has one of the named roles.',
  inAnyTeam: 'The caller is in one of the named teams.',
  matchTeam: 'The resource belongs to a team of the caller.',
  matchAnyTag: 'The resource wears one of the named tags.',
  matchAllTags: 'The resource wears all of the named tags.',
  matchAnyCertification: 'The resource has one of the named certifications.',
}

const takesArguments: Readonly<Record<ConditionFunction, boolean>> = {
  isOwner: false,
  noOwner: false,
  isReviewer: false,
  hasDomain: false,
  noDomain: false,
  hasAnyRole: true,
  inAnyTeam: true,
  matchTeam: false,
  matchAnyTag: true,
  matchAllTags: true,
  matchAnyCertification: true,
}
/** The functions for whoever writes conditions: what each asks, and how it is written. */
export const conditionFunctions: readonly {
  readonly name: ConditionFunction
  readonly takesArguments: boolean
  readonly description: string
  readonly example: string
}[] = (Object.keys(takesArguments) as ConditionFunction[]).map((name) => ({
  name,
  takesArguments: takesArguments[name],
  description: meanings[name],
  example: takesArguments[name] ? `${name}('name', 'another name')` : `${name}()`,
}))

const isFunction = (name: string): name is ConditionFunction => Object.hasOwn(takesArguments, name)

const maxLength = 2000
const maxDepth = 30
const token = /\s*(?:(&&|\|\||[!(),])|([A-Za-z_][A-Za-z0-9_]*)|'([^']*)'|"([^"]*)")/y

interface Token {
  readonly kind: 'sign' | 'word' | 'text' | 'end'
  readonly value: string
  readonly at: number
}

/** Ends parsing; caught by {@link parseCondition}. */
class Syntax extends Error {}

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  const end = text.trimEnd().length
  token.lastIndex = 0
  while (token.lastIndex < end) {
    const at = token.lastIndex
    const match = token.exec(text)
    if (!match) throw new Syntax(`unexpected '${text.slice(at).trim().slice(0, 10)}' at character ${at + 1}`)
    const [, sign, word, single, double] = match
    if (sign) tokens.push({ kind: 'sign', value: sign, at })
    else if (word) tokens.push({ kind: 'word', value: word, at })
    else tokens.push({ kind: 'text', value: single ?? double ?? '', at })
  }
  tokens.push({ kind: 'end', value: 'the end', at: end })
  return tokens
}

/**
 * Parses `isOwner() || (noOwner() && !matchAnyTag('PII.Sensitive'))`: function calls, `!`, `&&`, `||`, parentheses; `&&` binds tighter.
 * Whoever stores a rule calls this first; a rule that does not parse never allows, and denies if it is a denying one.
 */
export function parseCondition(text: string): ParsedCondition {
  if (text.length > maxLength) return { ok: false, problem: `longer than ${maxLength} characters` }
  try {
    const tokens = tokenize(text)
    let position = 0
    const peek = (): Token => tokens[position] ?? { kind: 'end', value: 'the end', at: text.length }
    const take = (sign: string): boolean => {
      const next = peek()
      if (next.kind !== 'sign' || next.value !== sign) return false
      position += 1
      return true
    }
    const expect = (sign: string): void => {
      if (!take(sign))
        throw new Syntax(`expected '${sign}' at character ${peek().at + 1}, got ${peek().value}`)
    }
    const chain =
      (kind: 'and' | 'or', sign: string, operand: (depth: number) => Condition) => (depth: number) => {
        let left = operand(depth)
        while (take(sign)) left = { kind, left, right: operand(depth) }
        return left
      }
    const unary = (depth: number): Condition => {
      if (depth > maxDepth) throw new Syntax(`nested deeper than ${maxDepth}`)
      if (take('!')) return { kind: 'not', of: unary(depth + 1) }
      if (take('(')) {
        const inner = either(depth + 1)
        expect(')')
        return inner
      }
      return call()
    }
    const both = chain('and', '&&', unary)
    const either = chain('or', '||', both)
    const call = (): Condition => {
      const { kind, value: name, at } = peek()
      if (kind !== 'word') throw new Syntax(`expected a function at character ${at + 1}, got ${name}`)
      if (!isFunction(name))
        throw new Syntax(`unknown function '${name}'; known: ${Object.keys(takesArguments).join(', ')}`)
      position += 1
      expect('(')
      const args: string[] = []
      while (peek().kind === 'text') {
        args.push(peek().value)
        position += 1
        if (!take(',')) break
      }
      expect(')')
      if (takesArguments[name] !== args.length > 0)
        throw new Syntax(takesArguments[name] ? `${name}() needs texts in quotes` : `${name}() takes nothing`)
      return { kind: 'call', name, args }
    }
    const condition = either(0)
    if (peek().kind !== 'end') throw new Syntax(`unexpected ${peek().value} at character ${peek().at + 1}`)
    return { ok: true, condition }
  } catch (error) {
    if (error instanceof Syntax) return { ok: false, problem: error.message }
    throw error
  }
}
