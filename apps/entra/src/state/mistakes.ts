/** Turns what is wrong with a state file into messages that name place, expectation and the likely right key. */
import type { TObject, TSchema } from '@sinclair/typebox'
import { Value, ValueErrorType } from '@sinclair/typebox/value'
import { StateFile } from './schema.ts'

/** One mistake: where it is, as path segments into the document, and what to do about it. */
export interface Mistake {
  path: (string | number)[]
  message: string
}

/** `['tenants', 0, 'users']` as `tenants[0].users`. */
export const pathText = (path: (string | number)[]): string =>
  path
    .map((segment) => (typeof segment === 'number' ? `[${segment}]` : `.${segment}`))
    .join('')
    .replace(/^\./, '')

/** Everything in which `document` differs from the declared shape; empty when it is a valid {@link StateFile}. */
export function findMistakes(document: unknown): Mistake[] {
  const mistakes = new Map<string, Mistake>()
  for (const error of Value.Errors(StateFile, document)) {
    const path = pointerSegments(error.path)
    const key = pathText(path)
    if (mistakes.has(key)) continue
    const message =
      error.type === ValueErrorType.ObjectAdditionalProperties
        ? unknownKey(path)
        : error.type === ValueErrorType.ObjectRequiredProperty
          ? 'is required'
          : expectation(error.schema, error.message)
    mistakes.set(key, { path, message })
  }
  return [...mistakes.values()]
}

function unknownKey(path: (string | number)[]): string {
  const known = keysAt(path.slice(0, -1))
  const near = nearest(String(path.at(-1)), known)
  return `is not a known key${near ? `; did you mean "${near}"?` : `; known here: ${known.join(', ')}`}`
}

function expectation(schema: TSchema, fallback: string): string {
  const values: unknown[] = (schema.anyOf ?? []).map((option: TSchema) =>
    option.type === 'null' ? null : option.const,
  )
  if (values.length > 0 && values.every((value) => value !== undefined))
    return `must be one of ${values.map((value) => JSON.stringify(value)).join(', ')}`
  const text = fallback.charAt(0).toLowerCase() + fallback.slice(1)
  return schema.description ? `${text}: ${schema.description}` : text
}

function pointerSegments(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment))
}

function keysAt(path: (string | number)[]): string[] {
  let schemas: TSchema[] = [StateFile]
  for (const segment of path) {
    schemas = schemas
      .flatMap((schema): (TSchema | undefined)[] =>
        typeof segment === 'number' ? [schema.items] : [(schema as TObject).properties?.[segment]],
      )
      .filter((schema) => schema !== undefined)
      .flatMap((schema): TSchema[] => schema.anyOf ?? [schema])
  }
  return schemas.flatMap((schema) => Object.keys((schema as TObject).properties ?? {}))
}

/** The candidate that is closest to `word` by edit distance, when it is close enough to be a slip of the hand. */
function nearest(word: string, candidates: string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  return best && best.distance <= Math.max(2, Math.floor(best.candidate.length / 3))
    ? best.candidate
    : undefined
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [line, letter] of [...a].entries()) {
    const next = [line + 1]
    for (const [column, other] of [...b].entries()) {
      const replace = (row[column] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replace, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
