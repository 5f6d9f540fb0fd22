/** Rules that translate one object between the newest generation and an older one, in both directions. */

export type JsonObject = Readonly<Record<string, unknown>>

export type Rule =
  /** The same value under another name. */
  | { readonly kind: 'rename'; readonly newest: string; readonly older: string }
  /** A list now, one value then: the first of the list, a list of one. */
  | { readonly kind: 'single'; readonly newest: string; readonly older: string }
  /** Milliseconds now, seconds then. */
  | { readonly kind: 'seconds'; readonly member: string }
  /** A whole number that the older clients send as text or with a fraction. */
  | { readonly kind: 'whole'; readonly member: string }
  /** A member the older generation insists on and the newest lacks; removed again on the way up. */
  | {
      readonly kind: 'fill'
      readonly member: string
      readonly value: (baseUrl: string, object: JsonObject) => unknown
    }
  /** Members that the newest has no place for: left out on the way up. */
  | { readonly kind: 'gone'; readonly members: readonly string[] }
  /**
   * Members that moved into an object of their own: its name, and their older names with their names inside. With
   * `within`, one object deeper, beside `constants`.
   */
  | {
      readonly kind: 'into'
      readonly newest: string
      readonly members: Readonly<Record<string, string>>
      readonly within?: string
      readonly constants?: JsonObject
    }
  /** A structure that changed more than a name, under one name on either side. Both functions are pure. */
  | {
      readonly kind: 'convert'
      readonly newest: string
      readonly older: string
      readonly down: (value: unknown, owner: JsonObject) => unknown
      readonly up: (value: unknown, owner: JsonObject) => unknown
    }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Later than any time in seconds a client would mean, and earlier than any in milliseconds: 1975 there, 5138 here. */
const surelyMilliseconds = 100_000_000_000

function toSeconds(value: unknown): unknown {
  return typeof value === 'number' && value > surelyMilliseconds ? Math.floor(value / 1000) : value
}

/** Seconds as milliseconds; what is in milliseconds already stays. */
export function toMilliseconds(value: number): number {
  return value > surelyMilliseconds ? value : Math.round(value * 1000)
}

function toWhole(value: unknown): unknown {
  if (typeof value === 'number') return Math.round(value)
  return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value
}

/** Applies the rules of one shape to an object, newest to older. */
export function applyDown(rules: readonly Rule[], object: JsonObject, baseUrl: string): JsonObject {
  if (rules.length === 0) return object
  const result: Record<string, unknown> = { ...object }
  for (const rule of rules) down(rule, result, object, baseUrl)
  return result
}

function down(rule: Rule, result: Record<string, unknown>, before: JsonObject, baseUrl: string): void {
  switch (rule.kind) {
    case 'rename':
      if (rule.newest in result) move(result, rule.newest, rule.older, result[rule.newest])
      return
    case 'single': {
      const list = result[rule.newest]
      if (Array.isArray(list)) move(result, rule.newest, rule.older, list[0])
      return
    }
    case 'seconds':
      if (rule.member in result) result[rule.member] = toSeconds(result[rule.member])
      return
    case 'fill':
      result[rule.member] ??= rule.value(baseUrl, before)
      return
    case 'convert':
      if (rule.newest in result) move(result, rule.newest, rule.older, rule.down(result[rule.newest], before))
      return
    case 'into': {
      const outer = result[rule.newest]
      delete result[rule.newest]
      const inner = rule.within === undefined || !isObject(outer) ? outer : outer[rule.within]
      if (!isObject(inner)) return
      for (const [older, name] of Object.entries(rule.members)) {
        if (inner[name] !== undefined) result[older] = inner[name]
      }
      return
    }
    case 'whole':
    case 'gone':
      return
  }
}

/** Applies the rules of one shape to an object, older to newest. */
export function applyUp(rules: readonly Rule[], object: JsonObject): JsonObject {
  if (rules.length === 0) return object
  const result: Record<string, unknown> = { ...object }
  for (const rule of rules) up(rule, result, object)
  return result
}

function up(rule: Rule, result: Record<string, unknown>, before: JsonObject): void {
  switch (rule.kind) {
    case 'rename':
      if (rule.older in result) move(result, rule.older, rule.newest, result[rule.older])
      return
    case 'single':
      if (rule.older in result) move(result, rule.older, rule.newest, [result[rule.older]])
      return
    case 'seconds': {
      const value = result[rule.member]
      if (typeof value === 'number') result[rule.member] = toMilliseconds(value)
      return
    }
    case 'whole':
      if (rule.member in result) result[rule.member] = toWhole(result[rule.member])
      return
    case 'fill':
      delete result[rule.member]
      return
    case 'gone':
      for (const name of rule.members) delete result[name]
      return
    case 'into': {
      const inner: Record<string, unknown> = {}
      for (const [older, name] of Object.entries(rule.members)) {
        if (result[older] !== undefined) inner[name] = result[older]
        delete result[older]
      }
      if (Object.keys(inner).length === 0) return
      result[rule.newest] = rule.within === undefined ? inner : { ...rule.constants, [rule.within]: inner }
      return
    }
    case 'convert':
      if (rule.older in result) move(result, rule.older, rule.newest, rule.up(result[rule.older], before))
      return
  }
}

function move(object: Record<string, unknown>, from: string, to: string, value: unknown): void {
  delete object[from]
  if (value !== undefined) object[to] = value
}

/** The newest name of a member, and whether its value became a list. */
export function newestName(rules: readonly Rule[], older: string): { name: string; isList: boolean } {
  for (const rule of rules) {
    if (rule.kind === 'rename' || rule.kind === 'single' || rule.kind === 'convert') {
      if (rule.older === older) return { name: rule.newest, isList: rule.kind === 'single' }
    }
  }
  return { name: older, isList: false }
}
