/** Works out what M expressions read: follows steps, parameters, functions and navigation; runs nothing. */
import { dataSources } from './data-sources.ts'
import { constant, type Flow, union, withProblem } from './flow.ts'
import { library } from './library.ts'
import { parseExpression } from './parse.ts'
import type { Expression } from './syntax.ts'
import { tableFunctions } from './table-functions.ts'
import { MSyntaxError } from './tokens.ts'
import {
  eitherOf,
  flowOf,
  type Lazy,
  lazily,
  nullValue,
  tableOf,
  textValue,
  unknown,
  type Value,
} from './value.ts'

/** Where a table comes from; `problems` say what of it could not be followed. */
export type TableOrigin = Flow

export interface Queries {
  /** Where the rows of a query come from. Never throws, whatever the text is. */
  originOf(name: string): TableOrigin
  /** The same of an expression that may use the queries. */
  originOfExpression(source: string): TableOrigin
}

type Scope = (name: string) => Lazy | undefined

/** Steps of evaluation for one table, and calls inside calls: more than people write, less than a machine minds. */
const mostSteps = 100_000
const deepestCalls = 150

/** @param queries - the queries, functions and parameters of a document, by name: M text, or expressions read before */
export function createQueries(queries: ReadonlyMap<string, string | Expression>): Queries {
  let steps = 0
  let depth = 0
  const globals = new Map<string, Lazy>()
  for (const [name, source] of queries)
    globals.set(
      name,
      lazily(name, () => read(source)),
    )

  const root: Scope = (name) => {
    const query = globals.get(name)
    if (query) return query
    const call = library.get(name) ?? tableFunctions.get(name) ?? dataSources.get(name)
    return call && (() => ({ kind: 'function', call }))
  }

  function read(source: string | Expression): Value {
    if (typeof source !== 'string') return evaluate(source, root)
    try {
      return evaluate(parseExpression(source), root)
    } catch (error) {
      if (error instanceof MSyntaxError)
        return unknown(`it is not M: ${error.message}${placeIn(source, error)}`)
      throw error
    }
  }

  function evaluate(expression: Expression, scope: Scope): Value {
    steps += 1
    if (steps > mostSteps) return unknown('it takes too many steps to follow')
    if (depth >= deepestCalls) return unknown('its functions call each other too deep')
    depth += 1
    try {
      return worthOf(expression, scope)
    } finally {
      depth -= 1
    }
  }

  function worthOf(expression: Expression, scope: Scope): Value {
    const inner = (each: Expression): Value => evaluate(each, scope)
    const later =
      (each: Expression): Lazy =>
      () =>
        evaluate(each, scope)
    switch (expression.kind) {
      case 'text':
      case 'number':
      case 'logical':
      case 'null':
        return expression
      case 'name':
        return named(expression.name, scope)
      case 'let':
        return evaluate(expression.body, bound(expression.bindings, scope))
      case 'record': {
        // Fields may use each other, as bindings do.
        const own = bound(expression.fields, scope)
        const fields = expression.fields.map(({ name }) => [name, own(name) ?? (() => nullValue)] as const)
        return { kind: 'record', fields: new Map(fields) }
      }
      case 'list':
        return { kind: 'list', items: expression.items.map(later) }
      case 'range':
        return { kind: 'list', items: [] }
      case 'call':
        return called(expression, scope)
      case 'item':
        return item(inner(expression.target), inner(expression.selector))
      case 'field':
        return field(inner(expression.target), expression.name)
      case 'projection':
        return inner(expression.target)
      case 'function': {
        const { parameters, body } = expression
        return {
          kind: 'function',
          written: { parameters, body },
          call: (args) =>
            evaluate(body, (name) => {
              const position = parameters.indexOf(name)
              return position < 0 ? scope(name) : (args[position] ?? (() => nullValue))
            }),
        }
      }
      case 'if': {
        const condition = inner(expression.condition)
        if (condition.kind === 'logical')
          return inner(condition.value ? expression.whenTrue : expression.whenFalse)
        return eitherOf([inner(expression.whenTrue), inner(expression.whenFalse)])
      }
      case 'try': {
        const tried = inner(expression.body)
        return tried.kind === 'unknown' && expression.otherwise ? inner(expression.otherwise) : tried
      }
      case 'error':
        return unknown('it raises an error')
      case 'binary':
        return combined(expression.operator, inner(expression.left), inner(expression.right))
      case 'unary':
        return negated(expression.operator, inner(expression.operand))
      case 'opaque':
        return unknown(expression.what)
    }
  }

  function named(name: string, scope: Scope): Value {
    const value = scope(name)
    return value ? value() : unknown(`'${name}' is not known here`)
  }

  function bound(bindings: readonly { name: string; value: Expression }[], outer: Scope): Scope {
    const values = new Map<string, Lazy>()
    const scope: Scope = (name) => values.get(name) ?? outer(name)
    for (const { name, value } of bindings) {
      // `[Schema = Schema]`: in its own value a name means the one outside.
      const own: Scope = (asked) => (asked === name ? outer(asked) : undefined) ?? scope(asked)
      values.set(
        name,
        lazily(name, () => evaluate(value, own)),
      )
    }
    return scope
  }

  function called({ target, arguments: given }: Extract<Expression, { kind: 'call' }>, scope: Scope): Value {
    const name = target.kind === 'name' ? target.name : undefined
    const callee =
      name !== undefined && !scope(name) ? unknown(`${name} is not followed`) : evaluate(target, scope)
    const args = given.map((each) => lazily('an argument', () => evaluate(each, scope)))
    if (callee.kind === 'function') return callee.call(args)
    const reason = callee.kind === 'unknown' ? callee.reason : 'what is called is no function'
    const values = args.map((each) => each())
    const tables = values.flatMap((each) => {
      const flow = each.kind === 'table' ? each.flow : each.kind === 'navigation' ? each.flow : undefined
      return flow ?? []
    })
    const [first] = values
    const isTableFunction = name?.startsWith('Table.') === true
    if (tables.length === 0) {
      const said = isTableFunction && first ? flowOf(first) : undefined
      if (typeof said === 'string') return unknown(said)
      return unknown(reason)
    }
    const [changed = constant] = tables
    // Functions of tables that are not told apart by name leave columns as they are: sorting, filling, typing.
    if (isTableFunction) return tableOf(changed)
    const flow = union(tables)
    return tableOf({ ...withProblem(flow, `columns behind it: ${reason}`), origins: () => [] })
  }

  function originOfValue(work: () => Value): TableOrigin {
    steps = 0
    const flow = flowOf(work())
    return typeof flow === 'string' ? { ...constant, problems: [flow] } : flow
  }

  return {
    originOf: (name) => originOfValue(() => named(name, root)),
    originOfExpression: (source) => originOfValue(() => read(source)),
  }
}

function placeIn(source: string, { offset }: MSyntaxError): string {
  const before = source.slice(0, offset).split(/\r\n|\r|\n/)
  return ` (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`
}

/** `list{0}`, `table{0}`, `navigation{[Name="x"]}`. */
function item(target: Value, selector: Value): Value {
  if (target.kind === 'navigation') {
    if (selector.kind !== 'record')
      return unknown('a step enters a source by number, which has no fixed order')
    const keys = new Map<string, string>()
    for (const [name, value] of selector.fields) {
      const key = value()
      if (key.kind === 'text') keys.set(name, key.value)
      else if (key.kind === 'unknown') return unknown(`the step into '${name}' is not fixed: ${key.reason}`)
    }
    const inside = target.enter(keys)
    return { kind: 'record', fields: new Map(['Data', 'Content'].map((name) => [name, () => inside])) }
  }
  if (target.kind === 'list' && selector.kind === 'number')
    return target.items[selector.value]?.() ?? unknown('the list has no such item')
  if (target.kind !== 'table') return target.kind === 'unknown' ? target : unknown('it has no items')
  const { flow } = target
  // A row: what it holds may be the file that a sheet is in, or the table of a nested join.
  const content = () => tableOf(flow)
  return { kind: 'record', fields: new Map([['Data', content] as const, ['Content', content] as const]) }
}

function field(target: Value, name: string): Value {
  if (target.kind === 'record')
    return target.fields.get(name)?.() ?? unknown(`the value of '${name}' is only known when it runs`)
  if (target.kind === 'table') {
    const nested = target.flow.nested(name)
    // A column as a list: still that table's data.
    return nested ? tableOf(nested) : target
  }
  return target.kind === 'unknown' ? target : unknown(`the value of '${name}' is only known when it runs`)
}

const comparable = (value: Value): string | number | boolean | null | undefined => {
  if (value.kind === 'null') return null
  return value.kind === 'text' || value.kind === 'number' || value.kind === 'logical'
    ? value.value
    : undefined
}

function combined(operator: string, left: Value, right: Value): Value {
  if (operator === '??') return left.kind === 'null' ? right : left
  if (operator === '&') {
    if (left.kind === 'text' && right.kind === 'text') return textValue(left.value + right.value)
    if (left.kind === 'table' || right.kind === 'table') return eitherOf([left, right])
    if (left.kind === 'list' && right.kind === 'list')
      return { kind: 'list', items: [...left.items, ...right.items] }
    if (left.kind === 'record' && right.kind === 'record')
      return { kind: 'record', fields: new Map([...left.fields, ...right.fields]) }
  }
  if (left.kind === 'unknown') return left
  if (right.kind === 'unknown') return right
  if (operator === 'and' || operator === 'or') {
    if (left.kind === 'logical' && right.kind === 'logical')
      return {
        kind: 'logical',
        value: operator === 'and' ? left.value && right.value : left.value || right.value,
      }
  }
  const [a, b] = [comparable(left), comparable(right)]
  if (a !== undefined && b !== undefined && (operator === '=' || operator === '<>'))
    return { kind: 'logical', value: (a === b) === (operator === '=') }
  return unknown(`the value of '${operator}' is only known when it runs`)
}

function negated(operator: string, operand: Value): Value {
  if (operator === 'not' && operand.kind === 'logical') return { kind: 'logical', value: !operand.value }
  if (operator === '-' && operand.kind === 'number') return { kind: 'number', value: -operand.value }
  return operand
}
