/** Reads members of Elasticsearch's JSON: what is not understood is refused by name, never left out. */
import { isProblem, problem } from '@waymark/spec'

export type Members = Readonly<Record<string, unknown>>

/** @throws problem `parameter-invalid` */
export function refuse(expected: string): never {
  throw problem('parameter-invalid', { parameter: 'query_filter', expected })
}

/** What reads JSON of another parameter than `query_filter` refuses under that one's name. */
export function inParameter<T>(parameter: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (isProblem(error, 'parameter-invalid') && error.details.parameter === 'query_filter')
      throw problem('parameter-invalid', { ...error.details, parameter })
    throw error
  }
}

/** An object; with `known`, one that has no other members. */
export function members(value: unknown, where: string, known?: readonly string[]): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(`an object at ${where}.`)
  if (known) {
    const other = Object.keys(value).find((name) => !known.includes(name))
    if (other !== undefined)
      refuse(`'${other}' is not supported in ${where}; supported: ${known.join(', ')}.`)
  }
  return value as Members // just checked
}

export function scalar(value: unknown, where: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value)
  return refuse(`a string, number or boolean at ${where}.`)
}

/** One value or a list of them. */
export function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}

export function strings(value: unknown, where: string): string[] {
  return listOf(value).map((one) => scalar(one, where))
}

/** The one member of an object such as `{field: …}`, beside the ones that are named. */
export function onlyMember(
  clause: unknown,
  where: string,
  beside: readonly string[] = [],
): [string, unknown] {
  const entries = Object.entries(members(clause, where)).filter(([name]) => !beside.includes(name))
  const [entry] = entries
  if (!entry || entries.length !== 1) return refuse(`one field in ${where}.`)
  return entry
}

/** A whole number from 0 to `most`. */
export function wholeNumber(value: unknown, where: string, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most) return value
  return refuse(`a whole number from 0 to ${most} at ${where}.`)
}
