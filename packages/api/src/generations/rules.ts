/** Rules that translate a shape between the newest generation and an older one, in both directions. */

export type JsonObject = Readonly<Record<string, unknown>>

export type Rule =
  /** The same value under another name. */
  | { readonly kind: 'rename'; readonly newest: string; readonly older: string }
  /** A list now, one value then: the first of the list, a list of one. */
  | { readonly kind: 'single'; readonly newest: string; readonly older: string }
  /** Words that changed. Going down, a word the older one never had becomes `otherwise`, or the member is left out. */
  | {
      readonly kind: 'words'
      readonly member: string
      readonly known: readonly string[]
      /** Newest word to older word. */
      readonly changed?: Readonly<Record<string, string>>
      readonly otherwise?: string
    }
  /** Members the older generation insists on and the newest lacks; removed again on the way up. */
  | { readonly kind: 'fill'; readonly member: string; readonly value: (baseUrl: string) => unknown }
  /** A structure that changed more than a name. Both functions are pure and pass on what they don't know. */
  | {
      readonly kind: 'convert'
      readonly member: string
      readonly down: (value: unknown, owner: JsonObject) => unknown
      readonly up: (value: unknown, owner: JsonObject) => unknown
    }

export interface ShapeRules {
  readonly rules?: readonly Rule[]
  /** All members of the older model, under their older names: it refuses every other. */
  readonly known: readonly string[]
}

/** Rules by `$id` of the schema they are about (`Table`, `TagLabel`); `CreateTable` uses those of `Table`. */
export type GenerationRules = Readonly<Record<string, ShapeRules>>

/** One object, newest to older. */
export function applyDown(shape: ShapeRules, object: JsonObject, baseUrl: string): JsonObject {
  const result: Record<string, unknown> = { ...object }
  for (const rule of shape.rules ?? []) down(rule, result, object, baseUrl)
  const known = new Set(shape.known)
  for (const name of Object.keys(result)) if (!known.has(name)) delete result[name]
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
    case 'words': {
      const word = result[rule.member]
      if (Array.isArray(word)) {
        result[rule.member] = word.map((each) => olderWord(rule, each)).filter((each) => each !== undefined)
      } else if (word !== undefined) {
        assign(result, rule.member, olderWord(rule, word))
      }
      return
    }
    case 'fill':
      result[rule.member] ??= rule.value(baseUrl)
      return
    case 'convert':
      if (rule.member in result) assign(result, rule.member, rule.down(result[rule.member], before))
  }
}

/** One object, older to newest. */
export function applyUp(shape: ShapeRules, object: JsonObject): JsonObject {
  const result: Record<string, unknown> = { ...object }
  for (const rule of shape.rules ?? []) up(rule, result, object)
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
    case 'words': {
      const word = result[rule.member]
      if (Array.isArray(word)) result[rule.member] = word.map((each) => newestWord(rule, each))
      else if (word !== undefined) result[rule.member] = newestWord(rule, word)
      return
    }
    case 'fill':
      delete result[rule.member]
      return
    case 'convert':
      if (rule.member in result) assign(result, rule.member, rule.up(result[rule.member], before))
  }
}

function move(object: Record<string, unknown>, from: string, to: string, value: unknown): void {
  delete object[from]
  assign(object, to, value)
}

function assign(object: Record<string, unknown>, name: string, value: unknown): void {
  if (value === undefined) delete object[name]
  else object[name] = value
}

type WordsRule = Extract<Rule, { kind: 'words' }>

function olderWord(rule: WordsRule, word: unknown): unknown {
  if (typeof word !== 'string') return word
  const older = rule.changed?.[word] ?? word
  return rule.known.includes(older) ? older : rule.otherwise
}

function newestWord(rule: WordsRule, word: unknown): unknown {
  for (const [newest, older] of Object.entries(rule.changed ?? {})) if (older === word) return newest
  return word
}

/** The newest name of a top-level member, and whether its value became a list. */
export function newestName(shape: ShapeRules | undefined, older: string): { name: string; isList: boolean } {
  for (const rule of shape?.rules ?? []) {
    if ((rule.kind === 'rename' || rule.kind === 'single') && rule.older === older) {
      return { name: rule.newest, isList: rule.kind === 'single' }
    }
  }
  return { name: older, isList: false }
}
