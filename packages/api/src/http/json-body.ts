/** Reads JSON bodies: refuses what PostgreSQL cannot store, what pollutes prototypes, and what is nested absurdly deep. */
import { isUtf8 } from 'node:buffer'
import { type Problem, problem } from '@waymark/spec'
import { endOfString } from '../json-text.ts'

/** Deepest nesting of arrays and objects. Checked on the text, before anything is allocated for it. */
const maxDepth = 64

/** Text that can only come from what {@link refuseUnstorable} looks for; other bodies skip the walk. */
const suspicious = /\\u0000|\\u[dD][89a-fA-F]|\\u00[57]|__proto__|prototype|[eE]\+?\d{3}|\d{309}/

function refuseDeep(text: string): void {
  let depth = 0
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code === 0x22) {
      i = endOfString(text, i)
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1
      if (depth > maxDepth) {
        throw problem('json-invalid', { reason: `it is nested deeper than ${maxDepth} levels` })
      }
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1
    }
  }
}

function refuseString(text: string): void {
  if (text.includes('\0')) throw problem('json-invalid', { reason: 'a string contains U+0000' })
  if (!text.isWellFormed())
    throw problem('json-invalid', { reason: 'a string contains half a surrogate pair' })
}

function refuseUnstorable(value: unknown): void {
  if (typeof value === 'string') refuseString(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw problem('json-invalid', { reason: 'a number is out of range' })
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const item of value) refuseUnstorable(item)
    return
  }
  for (const [key, member] of Object.entries(value)) {
    refuseString(key)
    if (key === '__proto__') throw problem('json-invalid', { reason: "a member is called '__proto__'" })
    if (key === 'constructor' && typeof member === 'object' && member !== null && 'prototype' in member) {
      throw problem('json-invalid', { reason: "a member is called 'constructor.prototype'" })
    }
    refuseUnstorable(member)
  }
}

/**
 * Parses a body. An empty text is `undefined`: clients send a content type with requests that have no body.
 * @throws `json-invalid`
 */
export function parseJsonBody(text: string): unknown {
  if (text.trim() === '') return undefined
  refuseDeep(text)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw problem('json-invalid', {
      reason: error instanceof SyntaxError ? position(error) : 'it is not JSON',
    })
  }
  if (suspicious.test(text)) refuseUnstorable(value)
  return value
}

/** V8's message without the excerpt of the body, which may hold a secret. */
function position(error: SyntaxError): string {
  const at = /position \d+(?: \(line \d+ column \d+\))?/.exec(error.message)
  return at ? `it is not JSON (at ${at[0]})` : 'it is not JSON'
}

/**
 * The bytes of a body as text, without the byte order mark that programs on Windows put before it (RFC 8259 §8.1).
 * @throws problem `body-invalid` for what is not UTF-8, which would be stored with a replacement for each strange byte
 */
export function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes))
    throw problem('body-invalid', {
      field: 'body',
      expected: 'text in UTF-8.',
      hint: 'Encode it as UTF-8 before it is sent; a spreadsheet saves it so as "CSV UTF-8".',
    })
  const text = bytes.toString()
  return text.startsWith('\ufeff') ? text.slice(1) : text
}

/** A body that is text, as it came: a CSV file for instance. @throws problem `body-invalid` for what PostgreSQL cannot store */
export function requireStorable(text: string): string {
  const at = text.indexOf('\0')
  if (at !== -1)
    throw problem('body-invalid', {
      field: `body, character ${at + 1}`,
      expected: 'text without the character U+0000.',
      hint: 'A file in UTF-16 has it at every other place: save it as UTF-8.',
    })
  if (!text.isWellFormed())
    throw problem('body-invalid', { field: 'body', expected: 'text without halves of surrogate pairs.' })
  return text
}

/** The problem `parameter-invalid` of the first parameter in an address that PostgreSQL cannot store, before any work begins on it. */
export function unstorableParameter(url: string): Problem | undefined {
  const at = url.indexOf('?')
  if (at === -1 || !url.includes('%00', at)) return undefined
  for (const [parameter, value] of new URLSearchParams(url.slice(at + 1))) {
    if (parameter.includes('\0') || value.includes('\0'))
      return problem('parameter-invalid', {
        parameter: parameter.replaceAll('\0', ''),
        expected: 'text without the character U+0000.',
      })
  }
  return undefined
}
