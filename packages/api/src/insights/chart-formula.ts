/** Reads the formula of a chart: arithmetic over what is counted, such as `(count(k='id',q='tier:*')/count(k='id'))*100`. Pure. */
import { type chartFunctions, problem } from '@waymark/spec'

export type ChartFunction = (typeof chartFunctions)[number]

/** Something to count. */
export interface Measure {
  readonly function: ChartFunction
  readonly field: string
  /** A query string, or an Elasticsearch query in JSON. */
  readonly query?: string
}

export interface Formula {
  readonly measures: readonly Measure[]
  /** @param values - of the measures, in their order */
  evaluate(values: readonly number[]): number
}

type Node = (values: readonly number[]) => number

const token =
  /\s*(?:(?<number>\d+(?:\.\d+)?)|(?<fn>count|sum|avg|min|max|unique)\(\s*k\s*=\s*'(?<k>[^']*)'\s*(?:,\s*q\s*=\s*'(?<q>[^']*)'\s*)?\)|(?<sign>[-+*/()]))/y
const deepest = 50

interface Token {
  readonly number?: number
  readonly measure?: Measure
  readonly sign?: string
}

function refuse(formula: string, at: number): never {
  throw problem('parameter-invalid', {
    parameter: 'formula',
    expected: `numbers, + - * / ( ) and functions such as count(k='id',q='tier:*'); '${formula.slice(at, at + 40)}' at ${at} is none.`,
  })
}

function tokensOf(formula: string): { readonly tokens: Token[]; readonly places: number[] } {
  const tokens: Token[] = []
  const places: number[] = []
  const text = formula.trimEnd()
  const reader = new RegExp(token)
  for (let at = 0; at < text.length; at = reader.lastIndex) {
    reader.lastIndex = at
    const groups = reader.exec(text)?.groups
    if (!groups) return refuse(formula, at)
    const { number, fn, k = '', q, sign } = groups
    places.push(at)
    if (number !== undefined) tokens.push({ number: Number(number) })
    else if (sign !== undefined) tokens.push({ sign })
    else {
      const measure = { function: fn as ChartFunction, field: k } // one of the names in the pattern
      tokens.push({ measure: q === undefined || q.trim() === '' ? measure : { ...measure, query: q } })
    }
  }
  return { tokens, places }
}

/** A division by zero is zero: a share of nothing. @throws problem `parameter-invalid` naming where it cannot be read */
export function parseFormula(formula: string): Formula {
  const { tokens, places } = tokensOf(formula)
  const measures: Measure[] = []
  let at = 0
  const sign = () => tokens[at]?.sign ?? ''
  const fail = (): never => refuse(formula, places[at] ?? formula.length)

  function single(depth: number): Node {
    const { number, measure } = tokens[at] ?? fail()
    if (depth > deepest) return fail()
    if (sign() === '-') {
      at += 1
      const inner = single(depth + 1)
      return (values) => -inner(values)
    }
    if (sign() === '(') {
      at += 1
      const inner = sum(depth + 1)
      if (sign() !== ')') return fail()
      at += 1
      return inner
    }
    if (number === undefined && measure === undefined) return fail()
    at += 1
    if (measure === undefined) return () => number ?? 0
    const place = measures.push(measure) - 1
    return (values) => values[place] ?? 0
  }

  function product(depth: number): Node {
    let left = single(depth)
    while (sign() === '*' || sign() === '/') {
      const [before, divides] = [left, sign() === '/']
      at += 1
      const right = single(depth)
      left = divides
        ? (values) => (right(values) === 0 ? 0 : before(values) / right(values))
        : (values) => before(values) * right(values)
    }
    return left
  }

  function sum(depth: number): Node {
    let left = product(depth)
    while (sign() === '+' || sign() === '-') {
      const [before, factor] = [left, sign() === '-' ? -1 : 1]
      at += 1
      const right = product(depth)
      left = (values) => before(values) + factor * right(values)
    }
    return left
  }

  const evaluate = sum(0)
  if (at < tokens.length) fail()
  return { measures, evaluate }
}
