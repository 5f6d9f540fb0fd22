/** Takes JSON that came from outside: refuses what cannot be stored and drops nulls, which mean "absent". */
import { problem } from '@waymark/spec'

export type JsonObject = Record<string, unknown>

/** Deeper bodies are an attack; the deepest real ones (nested structs) stay under 30. */
const deepest = 64

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * A copy of a JSON object without null members (nulls inside arrays stay).
 * @throws problem `json-invalid` on U+0000, lone surrogates, numbers without a finite value, `__proto__` members or
 *   more than 64 levels; `body-invalid` when it is no object
 */
export function readBody(value: unknown): JsonObject {
  if (!isObject(value)) throw problem('body-invalid', { field: 'body', expected: 'a JSON object.' })
  return copyObject(value, 1)
}

/** The same for any JSON value. */
export function readValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return checkText(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw invalid('a number is too large')
    return value
  }
  if (typeof value === 'boolean' || value === null) return value
  if (depth >= deepest) throw invalid(`it is nested deeper than ${deepest} levels`)
  if (Array.isArray(value)) return value.map((item) => readValue(item, depth + 1))
  if (isObject(value)) return copyObject(value, depth + 1)
  throw invalid('it holds a value that JSON does not know')
}

function copyObject(value: JsonObject, depth: number): JsonObject {
  if (depth > deepest) throw invalid(`it is nested deeper than ${deepest} levels`)
  const copy: JsonObject = {}
  for (const key of Object.keys(value)) {
    const member = value[key]
    if (member === null || member === undefined) continue
    checkText(key)
    if (key === '__proto__' || (key === 'constructor' && isObject(member) && 'prototype' in member)) {
      throw invalid(`a member may not be called '${key}'`)
    }
    copy[key] = readValue(member, depth)
  }
  return copy
}

function checkText(text: string): string {
  if (text.includes('\u0000')) throw invalid('a text holds the character U+0000, which cannot be stored')
  if (!text.isWellFormed()) throw invalid('a text holds half a surrogate pair, which is no Unicode')
  return text
}

function invalid(reason: string) {
  return problem('json-invalid', { reason: `${reason}.` })
}
