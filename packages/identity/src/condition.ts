/** The conditions of policy rules: a small closed language, parsed to a tree and never evaluated as code. */
import type { Grants, Principal, Resource } from './identity.ts'

export type Condition =
  | { readonly kind: 'call'; readonly name: ConditionFunction; readonly args: readonly string[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }

export type ConditionFunction = 'isOwner' | 'noOwner' | 'hasAnyRole' | 'matchAnyTag' | 'matchAllTags'

export type ParsedCondition =
  | { readonly ok: true; readonly condition: Condition }
  /** `problem` says what is wrong and where, for whoever wrote the rule. */
  | { readonly ok: false; readonly problem: string }

const takesArguments: Readonly<Record<ConditionFunction, boolean>> = {
  isOwner: false,
  noOwner: false,
  hasAnyRole: true,
  matchAnyTag: true,
  matchAllTags: true,
}
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

/** True, false, or undecided because the resource does not say. */
export type Verdict = boolean | undefined

/** Three-valued (Kleene): `!` of undecided is undecided, so that a missing member never turns into a yes. */
export function evaluate(
  condition: Condition,
  principal: Pick<Principal, 'userId'>,
  grants: Grants,
  resource: Resource,
): Verdict {
  const decide = (part: Condition): Verdict => {
    switch (part.kind) {
      case 'not': {
        const inner = decide(part.of)
        return inner === undefined ? undefined : !inner
      }
      case 'and': {
        const left = decide(part.left)
        if (left === false) return false
        const right = decide(part.right)
        return right === false ? false : left === undefined ? undefined : right
      }
      case 'or': {
        const left = decide(part.left)
        if (left === true) return true
        const right = decide(part.right)
        return right === true ? true : left === undefined ? undefined : right
      }
      case 'call':
        return callVerdict(part, principal, grants, resource)
    }
  }
  return decide(condition)
}

function callVerdict(
  { name, args }: Extract<Condition, { kind: 'call' }>,
  principal: Pick<Principal, 'userId'>,
  grants: Grants,
  { owners, tags }: Resource,
): Verdict {
  switch (name) {
    case 'hasAnyRole':
      return args.some((role) => grants.roleNames.includes(role))
    case 'noOwner':
      return owners && owners.length === 0
    case 'isOwner':
      return owners?.some((owner) => owner.id === principal.userId || grants.teamIds.includes(owner.id))
    case 'matchAnyTag':
      return tags && args.some((tag) => tags.includes(tag))
    case 'matchAllTags':
      return tags && args.every((tag) => tags.includes(tag))
  }
}
