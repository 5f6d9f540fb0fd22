/** Include and exclude patterns, with OpenMetadata's meaning and in linear time whatever the pattern is. */
import { RE2JS } from 're2js'
import type { NameFilter } from './connector.ts'

export interface FilterPattern {
  readonly includes?: readonly string[]
  readonly excludes?: readonly string[]
}

/** A pattern that cannot be compiled: which one, and what to write instead. */
export class PatternError extends Error {
  readonly list: 'includes' | 'excludes'
  readonly index: number
  constructor(list: 'includes' | 'excludes', index: number, message: string) {
    super(message)
    this.name = 'PatternError'
    this.list = list
    this.index = index
  }
}

export const everyName: NameFilter = { rejects: () => undefined }

/**
 * A name passes when an include matches (or there is none) and no exclude does. As in OpenMetadata a pattern is matched
 * from the start of the name, need not reach its end, and ignores case (Python's `re.match` with `IGNORECASE`).
 *
 * @throws PatternError on the first pattern that is not a regular expression of the RE2 kind
 */
export function compileFilter(pattern: FilterPattern | undefined): NameFilter {
  const includes = (pattern?.includes ?? []).map((text, index) => compile('includes', index, text))
  const excludes = (pattern?.excludes ?? []).map((text, index) => compile('excludes', index, text))
  if (includes.length === 0 && excludes.length === 0) return everyName
  return {
    rejects(name) {
      const excluded = excludes.find((entry) => entry.matches(name))
      if (excluded) return `excluded by '${excluded.text}'`
      if (includes.length === 0 || includes.some((entry) => entry.matches(name))) return undefined
      return includes.length === 1
        ? `not included by '${includes[0]?.text}'`
        : `not included by any of ${includes.length} patterns`
    },
  }
}

function compile(list: 'includes' | 'excludes', index: number, text: string) {
  try {
    const expression = RE2JS.compile(text, RE2JS.CASE_INSENSITIVE)
    return { text, matches: (name: string) => expression.matcher(name).lookingAt() }
  } catch (error) {
    throw new PatternError(list, index, sentenceFor(text, error))
  }
}

function sentenceFor(text: string, error: unknown): string {
  if (/\(\?<?[!=]/.test(text)) {
    return `'${text}' looks ahead or behind, which is not supported. ${insteadOfLookaround(text)}`
  }
  if (/^[*+?]/.test(text)) return `'${text}' begins with a repetition. Write '.${text}' to match any name.`
  const reason = error instanceof Error ? error.message : String(error)
  return `'${text}' is not a regular expression: ${reason.replace(/^error parsing regexp: |: `.*`$/g, '')}.`
}

function insteadOfLookaround(text: string): string {
  return text.includes('(?!')
    ? "Put what must not match into 'excludes' instead of '(?!…)'."
    : 'Write the pattern without it; includes and excludes may hold several patterns.'
}
