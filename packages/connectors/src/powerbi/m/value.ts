/** What an M expression is worth to lineage: texts and numbers exactly, tables by where they come from. */
import { constant, type Flow, union, withProblem } from './flow.ts'
import type { Expression } from './syntax.ts'

/** A value that is worked out when it is first asked for, as M does. */
export type Lazy = () => Value

export type Value =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'logical'; readonly value: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'list'; readonly items: readonly Lazy[] }
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, Lazy> }
  | MFunction
  | { readonly kind: 'table'; readonly flow: Flow }
  | Navigation
  | { readonly kind: 'unknown'; readonly reason: string }

export interface MFunction {
  readonly kind: 'function'
  readonly call: (args: readonly Lazy[]) => Value
  /** A function that is written in M. */
  readonly written?: { readonly parameters: readonly string[]; readonly body: Expression }
}

/** The list of what a source holds, to be entered by key: `{[Schema="dbo",Item="orders"]}[Data]`. */
export interface Navigation {
  readonly kind: 'navigation'
  readonly enter: (keys: ReadonlyMap<string, string>) => Value
  /** SQL that runs here. */
  readonly query?: (sql: string) => Value
  /** What the list itself is as a table: the files of a folder. */
  readonly flow?: Flow
}

export const nullValue: Value = { kind: 'null' }

export function textValue(value: string): Value {
  return { kind: 'text', value }
}

export function tableOf(flow: Flow): Value {
  return { kind: 'table', flow }
}

export function unknown(reason: string): Value {
  return { kind: 'unknown', reason }
}

/** Remembers the value, and finds out about values that need themselves. */
export function lazily(name: string, work: () => Value): Lazy {
  let value: Value | undefined
  let busy = false
  return () => {
    if (value) return value
    if (busy) return unknown(`'${name}' refers to itself`)
    busy = true
    try {
      value = work()
    } finally {
      busy = false
    }
    return value
  }
}

/** The table that a value is, or why it is none. */
export function flowOf(value: Value): Flow | string {
  switch (value.kind) {
    case 'table':
      return value.flow
    case 'navigation':
      return value.flow ?? 'a list of what a source holds is used as a table'
    case 'unknown':
      return value.reason
    case 'list':
    case 'record':
      return everyFlow(value) ?? constant
    case 'function':
      return 'it is a function'
    default:
      return constant
  }
}

/** What the tables inside a list or record read; undefined where there are none. */
function everyFlow(value: Value): Flow | undefined {
  const inner =
    value.kind === 'list' ? value.items : value.kind === 'record' ? [...value.fields.values()] : []
  const flows = inner.flatMap((item) => {
    const each = item()
    return each.kind === 'table' ? [each.flow] : (everyFlow(each) ?? [])
  })
  return flows.length === 0 ? undefined : union(flows)
}

/** Both, as tables; what one of them lacks is said of the whole. */
export function eitherOf(values: readonly Value[]): Value {
  const flows = values.map(flowOf)
  const known = flows.filter((flow) => typeof flow !== 'string')
  const reasons = flows.filter((flow) => typeof flow === 'string')
  if (known.length === 0) return unknown(reasons[0] ?? 'there is nothing')
  return tableOf(reasons.reduce(withProblem, union(known)))
}

/** The texts of a text or a list of texts. */
export function textsOf(value: Value): readonly string[] {
  if (value.kind === 'text') return [value.value]
  return value.kind === 'list' ? value.items.flatMap((item) => textsOf(item())) : []
}

/** A list's items, worked out; a single value is a list of itself. */
export function itemsOf(value: Value): readonly Value[] {
  return value.kind === 'list' ? value.items.map((item) => item()) : [value]
}
