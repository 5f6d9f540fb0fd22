/**
 * Reads the Power Query M language: an expression, or a section document as dataflows have it.
 * https://learn.microsoft.com/powerquery-m/m-spec-consolidated-grammar
 */
import type { Binding, Expression } from './syntax.ts'
import { MSyntaxError, type Token, tokenize } from './tokens.ts'

/** Deeper nesting than people or tools write; it would overflow the stack instead. */
const deepest = 300

/** Weakest first. `as` and `is` are read apart: a type follows them. */
const levels: readonly (readonly string[])[] = [
  ['??'],
  ['or'],
  ['and'],
  ['is'],
  ['as'],
  ['=', '<>'],
  ['<', '<=', '>', '>='],
  ['+', '-', '&'],
  ['*', '/'],
  ['meta'],
]

/** @throws MSyntaxError */
export function parseExpression(source: string): Expression {
  const parser = createParser(source)
  const expression = parser.expression()
  parser.expectEnd()
  return expression
}

/** The members of `section X; shared Name = …;` in their order. @throws MSyntaxError */
export function parseSection(source: string): readonly Binding[] {
  const parser = createParser(source)
  return parser.section()
}

function createParser(source: string) {
  const tokens = tokenize(source)
  let position = 0
  let depth = 0

  const peek = (ahead = 0): Token => tokens[Math.min(position + ahead, tokens.length - 1)] as Token // `end` is always there
  const next = (): Token => {
    const token = peek()
    position += 1
    return token
  }
  const at = (value: string, ahead = 0): boolean => {
    const token = peek(ahead)
    return (token.kind === 'operator' || token.kind === 'keyword') && token.value === value
  }
  const accept = (value: string): boolean => {
    if (!at(value)) return false
    position += 1
    return true
  }
  const expect = (value: string): void => {
    if (!accept(value)) throw problem(`'${value}' is expected`)
  }
  const problem = (message: string): MSyntaxError => {
    const { kind, value, start } = peek()
    return new MSyntaxError(`${message}, not ${kind === 'end' ? 'the end' : `'${value}'`}`, start)
  }

  function expression(): Expression {
    depth += 1
    if (depth > deepest) throw problem(`it is nested more than ${deepest} deep`)
    const read = unlimited()
    depth -= 1
    return read
  }

  function unlimited(): Expression {
    if (accept('each')) return { kind: 'function', parameters: ['_'], body: expression() }
    if (accept('let')) {
      const bindings = listUntil('in', () => binding(identifierName))
      expect('in')
      return { kind: 'let', bindings, body: expression() }
    }
    if (accept('if')) {
      const condition = expression()
      expect('then')
      const whenTrue = expression()
      expect('else')
      return { kind: 'if', condition, whenTrue, whenFalse: expression() }
    }
    if (accept('error')) return { kind: 'error', body: expression() }
    if (accept('try')) {
      const body = expression()
      const handled = accept('otherwise') || (peek().value === 'catch' && next().kind === 'identifier')
      return { kind: 'try', body, otherwise: handled ? expression() : undefined }
    }
    return isFunction() ? functionExpression() : binary(0)
  }

  function binding(name: () => string): Binding {
    const bound = name()
    expect('=')
    return { name: bound, value: expression() }
  }

  function listUntil<Item>(end: string, item: () => Item): Item[] {
    const items: Item[] = []
    if (at(end)) return items
    do items.push(item())
    while (accept(','))
    return items
  }

  function identifierName(): string {
    const token = next()
    if (token.kind === 'identifier' || token.kind === 'quotedIdentifier') return token.value
    position -= 1
    throw problem('a name is expected')
  }

  /** Inside brackets names may hold blanks and keywords: `[Order Date]`. */
  function fieldName(): string {
    if (peek().kind === 'quotedIdentifier') return next().value
    const first = peek()
    let last: Token | undefined
    while (/^(?:identifier|keyword|number)$/.test(peek().kind)) last = next()
    if (!last) throw problem('the name of a field is expected')
    return source.slice(first.start, last.end).replace(/\s+/g, ' ')
  }

  function isFunction(): boolean {
    if (!at('(')) return false
    for (let ahead = 1, open = 1; ; ahead += 1) {
      if (peek(ahead).kind === 'end') return false
      if (at('(', ahead)) open += 1
      if (at(')', ahead)) open -= 1
      if (open > 0) continue
      if (at('=>', ahead + 1)) return true
      // `(a) as type =>`
      return at('as', ahead + 1) && arrowAfterType(ahead + 2)
    }
  }

  /** The type of a function's result is a name, perhaps `nullable`. */
  function arrowAfterType(ahead: number): boolean {
    let end = ahead
    while (/^(?:identifier|keyword)$/.test(peek(end).kind)) end += 1
    return end > ahead && at('=>', end)
  }

  function functionExpression(): Expression {
    expect('(')
    const parameters = listUntil(')', () => {
      if (peek().value === 'optional' && peek(1).kind !== 'operator') next()
      const name = identifierName()
      if (accept('as')) type()
      return name
    })
    expect(')')
    if (accept('as')) type()
    expect('=>')
    return { kind: 'function', parameters, body: expression() }
  }

  function binary(level: number): Expression {
    const operators = levels[level]
    if (!operators) return unary()
    let left = binary(level + 1)
    for (;;) {
      const operator = operators.find((each) => at(each))
      if (operator === undefined) return left
      next()
      if (operator === 'as' || operator === 'is') {
        type()
        // A value stays what it is; only whether it has a type is a question.
        if (operator === 'is') left = { kind: 'opaque', what: 'a question about a type' }
        continue
      }
      const right = binary(level + 1)
      // What is said about a value does not change it.
      if (operator !== 'meta') left = { kind: 'binary', operator, left, right }
    }
  }

  function unary(): Expression {
    const operator = ['+', '-', 'not'].find((each) => at(each))
    if (operator === undefined) return at('type') ? typeExpression() : primary()
    next()
    depth += 1
    if (depth > deepest) throw problem(`it is nested more than ${deepest} deep`)
    const operand = unary()
    depth -= 1
    return { kind: 'unary', operator, operand }
  }

  function primary(): Expression {
    let target = literal()
    for (;;) {
      if (accept('(')) {
        target = { kind: 'call', target, arguments: listUntil(')', expression) }
        expect(')')
      } else if (accept('{')) {
        const selector = expression()
        expect('}')
        target = { kind: 'item', target, selector, optional: accept('?') }
      } else if (at('[')) target = access(target)
      else return target
    }
  }

  /** `[a]`, `[a]?`, `[[a],[b]]` behind a target. */
  function access(target: Expression): Expression {
    expect('[')
    if (!at('[')) {
      const name = fieldName()
      expect(']')
      return { kind: 'field', target, name, optional: accept('?') }
    }
    const names = listUntil(']', () => {
      expect('[')
      const name = fieldName()
      expect(']')
      return name
    })
    expect(']')
    accept('?')
    return { kind: 'projection', target, names }
  }

  function literal(): Expression {
    const token = next()
    switch (token.kind) {
      case 'text':
        return { kind: 'text', value: token.value }
      case 'number':
        return { kind: 'number', value: Number(token.value) }
      case 'identifier':
      case 'quotedIdentifier':
        return { kind: 'name', name: token.value }
      case 'keyword':
        if (token.value === 'null') return { kind: 'null' }
        if (token.value === 'true' || token.value === 'false')
          return { kind: 'logical', value: token.value === 'true' }
        if (token.value.startsWith('#')) return { kind: 'opaque', what: token.value }
        break
      case 'operator':
        if (token.value === '(') {
          const inner = expression()
          expect(')')
          return inner
        }
        if (token.value === '[') return recordOrField()
        if (token.value === '{') return list()
        if (token.value === '@') return { kind: 'name', name: identifierName() }
        if (token.value === '...') return { kind: 'opaque', what: 'what is not written yet (...)' }
        break
    }
    position -= 1
    throw problem('an expression is expected')
  }

  function list(): Expression {
    const items = listUntil('}', () => {
      const from = expression()
      return accept('..') ? ({ kind: 'range', from, to: expression() } as const) : from
    })
    expect('}')
    return { kind: 'list', items }
  }

  /** `[a = 1]` is a record; `[a]` and `[[a],[b]]` are fields of `_`. */
  function recordOrField(): Expression {
    const begin = position
    if (accept(']')) return { kind: 'record', fields: [] }
    if (!at('[')) {
      fieldName()
      if (at('=')) {
        position = begin
        const fields = listUntil(']', () => binding(fieldName))
        expect(']')
        return { kind: 'record', fields }
      }
    }
    position = begin - 1
    return access({ kind: 'name', name: '_' })
  }

  function typeExpression(): Expression {
    expect('type')
    type()
    return { kind: 'opaque', what: 'a type' }
  }

  /** Steps over a type: a name, `nullable …`, `table …`, `{…}`, `[…]`, `function (…) as …`, or an expression in parentheses. */
  function type(): void {
    while (/^(?:nullable|optional|table|type)$/.test(peek().value) && /^[[({]/.test(peek(1).value)) next()
    if (at('[') || at('{') || at('(')) {
      balanced()
      return
    }
    const { kind, value } = next()
    if (value === 'nullable' || value === 'type') {
      type()
      return
    }
    if (value === 'function' && at('(')) {
      balanced()
      if (accept('as')) type()
      return
    }
    if (value === 'table' && /^(?:identifier|quotedIdentifier)$/.test(peek().kind)) {
      next()
      return
    }
    if (kind === 'identifier' || kind === 'quotedIdentifier' || value === 'null') return
    position -= 1
    throw problem('a type is expected')
  }

  function balanced(): void {
    let open = 0
    do {
      const token = next()
      if (token.kind === 'end') throw problem('a bracket is never closed')
      if (token.kind !== 'operator') continue
      if (/^[[({]$/.test(token.value)) open += 1
      if (/^[\])}]$/.test(token.value)) open -= 1
    } while (open > 0)
  }

  function section(): readonly Binding[] {
    const members: Binding[] = []
    if (at('[')) balanced()
    expect('section')
    if (!at(';')) identifierName()
    expect(';')
    while (peek().kind !== 'end') {
      if (at('[')) balanced()
      accept('shared')
      members.push(binding(identifierName))
      expect(';')
    }
    return members
  }

  function expectEnd(): void {
    if (peek().kind !== 'end') throw problem('the end of the expression is expected')
  }

  return { expression, section, expectEnd }
}
