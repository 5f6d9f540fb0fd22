/** Reads the conditions of alerts: calls of known functions with lists of texts, joined by and, or and not. Nothing is ever run. */
import { type AlertFunctionName, alertFunctionOf, alertFunctions } from './alert-conditions.ts'
import { problem } from './problems.ts'

export type AlertCondition =
  | { readonly kind: 'call'; readonly name: AlertFunctionName; readonly values: readonly string[] }
  | { readonly kind: 'not'; readonly of: AlertCondition }
  | { readonly kind: 'and' | 'or'; readonly left: AlertCondition; readonly right: AlertCondition }

const token =
  /\s*(?:(&&|\|\||[!(){},]|\band\b|\bor\b|\bnot\b)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(\w+))/isuy

interface Token {
  readonly kind: 'sign' | 'text' | 'word'
  readonly value: string
}

/** Nesting that no form makes; deeper text is somebody's attempt to exhaust the stack. */
const deepest = 50

function refuse(expected: string): never {
  throw problem('parameter-invalid', { parameter: 'condition', expected })
}

function tokens(text: string): Token[] {
  const found: Token[] = []
  token.lastIndex = 0
  while (text.slice(token.lastIndex).trim() !== '') {
    const at = token.lastIndex
    const match = token.exec(text)
    if (!match) refuse(`a function call at '${text.slice(at, at + 20)}'.`)
    const [, sign, single, double, word] = match
    const quoted = single ?? double
    if (sign !== undefined) found.push({ kind: 'sign', value: sign.toLowerCase() })
    else if (quoted !== undefined) found.push({ kind: 'text', value: quoted.replaceAll(/\\(.)/gsu, '$1') })
    else found.push({ kind: 'word', value: word ?? '' })
  }
  return found
}

/** @throws problem `parameter-invalid` naming what stands where something else was expected */
export function parseAlertCondition(text: string): AlertCondition {
  const all = tokens(text)
  let at = 0
  const sign = (...values: string[]): boolean => {
    const next = all[at]
    if (next?.kind !== 'sign' || !values.includes(next.value)) return false
    at += 1
    return true
  }
  const either = (depth: number): AlertCondition => {
    if (depth > deepest) refuse('fewer brackets.')
    let left = both(depth)
    while (sign('||', 'or')) left = { kind: 'or', left, right: both(depth) }
    return left
  }
  const both = (depth: number): AlertCondition => {
    let left = single(depth)
    while (sign('&&', 'and')) left = { kind: 'and', left, right: single(depth) }
    return left
  }
  const single = (depth: number): AlertCondition => {
    if (depth > deepest) refuse('fewer brackets.')
    if (sign('!', 'not')) return { kind: 'not', of: single(depth + 1) }
    if (sign('(')) {
      const inner = either(depth + 1)
      if (!sign(')')) refuse("a closing ')'.")
      return inner
    }
    return call()
  }
  const call = (): AlertCondition => {
    const next = all[at]
    const name = next?.kind === 'word' ? alertFunctionOf(next.value) : undefined
    if (!name)
      refuse(`one of ${Object.keys(alertFunctions).join(', ')}${next ? `; not '${next.value}'` : ''}.`)
    at += 1
    if (!sign('(')) refuse(`'(' after ${name}.`)
    const values: string[] = []
    const isList = sign('{')
    while (all[at]?.kind === 'text') {
      values.push(all[at]?.value ?? '')
      at += 1
      if (!sign(',')) break
    }
    if (isList && !sign('}')) refuse("a closing '}'.")
    if (!sign(')')) refuse(`quoted texts and ')' after ${name}(.`)
    if (alertFunctions[name].arguments.length > 0 && values.length === 0)
      refuse(`at least one text for ${name}.`)
    return { kind: 'call', name, values }
  }
  const condition = either(0)
  if (at < all.length) refuse(`nothing more at '${all[at]?.value ?? ''}'.`)
  return condition
}
