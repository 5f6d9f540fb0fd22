/** `$filter` of OData, as far as Microsoft Graph supports it for directory objects: parsed once, applied to entities. */
import { unsupportedQuery } from './problem.ts'

/** An object as Graph shows it. */
export type Entity = Record<string, unknown>

export interface Filter {
  matches: (entity: Entity) => boolean
  /** Uses what Graph answers only with `ConsistencyLevel: eventual` and `$count=true`. */
  advanced: boolean
}

type Test = (entity: Entity) => boolean

/**
 * Parses `eq`, `ne`, `in`, `not`, `and`, `or`, `startswith`, `endswith` and `any`.
 * @throws GraphProblem 400 for anything else
 */
export function parseFilter(text: string): Filter {
  const tokens = text.match(/'(?:[^']|'')*'|[\w.$-]+(?:\/[\w.$-]+)*|[(),:]/g) ?? []
  // What the pattern leaves out must be white space, or the filter is not what it seems.
  const leftOver = text.replaceAll(/'(?:[^']|'')*'|[\w.$-]+(?:\/[\w.$-]+)*|[(),:]/g, '').trim()
  if (leftOver !== '') throw invalid(text)
  let at = 0
  let advanced = false
  const peek = () => tokens[at]?.toLowerCase()
  const next = (): string => {
    const token = tokens[at]
    if (token === undefined) throw invalid(text)
    at += 1
    return token
  }
  const expect = (wanted: string) => {
    if (next().toLowerCase() !== wanted) throw invalid(text)
  }
  const either = (): Test => {
    let left = both()
    while (peek() === 'or') {
      at += 1
      const [first, second] = [left, both()]
      left = (entity) => first(entity) || second(entity)
    }
    return left
  }
  const both = (): Test => {
    let left = single()
    while (peek() === 'and') {
      at += 1
      const [first, second] = [left, single()]
      left = (entity) => first(entity) && second(entity)
    }
    return left
  }
  const single = (): Test => {
    const word = peek()
    if (word === 'not') {
      at += 1
      advanced = true
      const inner = single()
      return (entity) => !inner(entity)
    }
    if (word === '(') {
      at += 1
      const inner = either()
      expect(')')
      return inner
    }
    if (word === 'startswith' || word === 'endswith') {
      at += 1
      if (word === 'endswith') advanced = true
      expect('(')
      const property = next()
      expect(',')
      const wanted = String(literal(next())).toLowerCase()
      expect(')')
      return (entity) => {
        const value = String(valueAt(entity, property) ?? '').toLowerCase()
        return word === 'startswith' ? value.startsWith(wanted) : value.endsWith(wanted)
      }
    }
    return word?.endsWith('/any') ? any() : comparison()
  }
  const any = (): Test => {
    const property = next().slice(0, -'/any'.length)
    expect('(')
    const variable = next()
    expect(':')
    const inner = either()
    expect(')')
    return (entity) => {
      const items = valueAt(entity, property)
      return Array.isArray(items) && items.some((item) => inner({ [variable]: item }))
    }
  }
  const comparison = (): Test => {
    const property = next()
    const operator = next().toLowerCase()
    if (operator === 'in') {
      expect('(')
      const values = [literal(next())]
      while (peek() === ',') {
        at += 1
        values.push(literal(next()))
      }
      expect(')')
      return (entity) => values.some((value) => isEqual(valueAt(entity, property), value))
    }
    if (operator !== 'eq' && operator !== 'ne') throw invalid(text)
    if (operator === 'ne') advanced = true
    const wanted = literal(next())
    return (entity) => isEqual(valueAt(entity, property), wanted) === (operator === 'eq')
  }
  const matches = either()
  if (at !== tokens.length) throw invalid(text)
  return {
    matches,
    get advanced() {
      return advanced
    },
  }
}

/** `'it''s'`, `true`, `null`, or a bare GUID or number. */
function literal(token: string): unknown {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'")
  if (token === 'true' || token === 'false') return token === 'true'
  return token === 'null' ? null : token
}

const valueAt = (entity: Entity, path: string): unknown =>
  path
    .split('/')
    .reduce<unknown>(
      (value, name) => (typeof value === 'object' && value !== null ? (value as Entity)[name] : undefined),
      entity,
    )

/** Directory strings compare without regard to case. */
const isEqual = (value: unknown, wanted: unknown): boolean =>
  typeof value === 'string' && typeof wanted === 'string'
    ? value.toLowerCase() === wanted.toLowerCase()
    : (value ?? null) === wanted || String(value) === wanted

const invalid = (text: string) => unsupportedQuery(`Invalid filter clause: ${text}`)
