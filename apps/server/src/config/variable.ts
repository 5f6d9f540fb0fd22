/** One environment variable: what it is called, how it is read, and what it means. */

export interface Variable<T = unknown> {
  readonly section: string
  /** Shown in the reference; the parsed value when nobody says anything. */
  readonly fallback: T
  readonly meaning: string
  readonly parse: (text: string) => T
  /** What a good value looks like, for the message about a bad one. */
  readonly expectation: string
  /** Never shown; may come from the file that `<NAME>_FILE` names. */
  readonly isSecret?: boolean
  /** Older names of the same setting. */
  readonly aliases?: readonly string[]
  /** Where OpenMetadata's configuration file has it. */
  readonly path?: string
}

type Extras = Pick<Variable, 'isSecret' | 'aliases' | 'path'>

/** A value that cannot be read; the message is the expectation. */
export class UnreadableValue extends Error {
  override readonly name = 'UnreadableValue'
}

function refuse(): never {
  throw new UnreadableValue()
}

export function text(
  section: string,
  fallback: string,
  meaning: string,
  extras: Extras = {},
): Variable<string> {
  return { section, fallback, meaning, expectation: 'text', parse: (value) => value, ...extras }
}

/** A text that may be left out altogether. */
export function optionalText(
  section: string,
  meaning: string,
  extras: Extras = {},
): Variable<string | undefined> {
  return { section, fallback: undefined, meaning, expectation: 'text', parse: (value) => value, ...extras }
}

export function choice<const T extends string>(
  section: string,
  words: readonly T[],
  fallback: NoInfer<T>,
  meaning: string,
  extras: Extras = {},
): Variable<T> {
  const parse = (value: string) => words.find((word) => word === value.toLowerCase()) ?? refuse()
  return { section, fallback, meaning, expectation: `one of ${words.join(', ')}`, parse, ...extras }
}

export function flag(
  section: string,
  fallback: boolean,
  meaning: string,
  extras: Extras = {},
): Variable<boolean> {
  const parse = (value: string) => {
    const word = value.toLowerCase()
    if (['true', 'yes', 'on', '1'].includes(word)) return true
    return ['false', 'no', 'off', '0'].includes(word) ? false : refuse()
  }
  return { section, fallback, meaning, expectation: 'true or false', parse, ...extras }
}

export function whole(
  section: string,
  range: readonly [number, number],
  fallback: number,
  meaning: string,
  extras: Extras = {},
): Variable<number> {
  const [min, max] = range
  const parse = (value: string) => {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
    return number >= min && number <= max ? number : refuse()
  }
  return { section, fallback, meaning, expectation: `a whole number from ${min} to ${max}`, parse, ...extras }
}

/** `[a,b]` as OpenMetadata writes lists; brackets and quotes may be missing. */
export function list(
  section: string,
  fallback: readonly string[],
  meaning: string,
  extras: Extras = {},
): Variable<readonly string[]> {
  const parse = (value: string) =>
    value
      .replace(/^\[|\]$/g, '')
      .split(',')
      .map((item) => item.trim().replace(/^(["'])(.*)\1$/, '$2'))
      .filter((item) => item !== '')
  return { section, fallback, meaning, expectation: 'a list like [a,b]', parse, ...extras }
}

export function url(section: string, meaning: string, extras: Extras = {}): Variable<string | undefined> {
  const parse = (value: string) => (URL.canParse(value) && /^https?:/.test(value) ? value : refuse())
  return {
    section,
    fallback: undefined,
    meaning,
    expectation: 'an address that starts with https:// or http://',
    parse,
    ...extras,
  }
}

/** A calendar day, as the start of it in UTC, in milliseconds since 1970. */
export function day(section: string, meaning: string, extras: Extras = {}): Variable<number | undefined> {
  const parse = (value: string) => {
    const atMs = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(value) : Number.NaN
    return Number.isNaN(atMs) ? refuse() : atMs
  }
  return { section, fallback: undefined, meaning, expectation: 'a day like 2027-05-31', parse, ...extras }
}
