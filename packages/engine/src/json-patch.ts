/** JSON Patch (RFC 6902): all operations or none, over a closed set of operations and bounded work. */
import { type JsonPatch, problem } from '@waymark/spec'
import { isObject, type JsonObject, readValue } from './json-body.ts'
import { jsonEqual } from './json-equal.ts'

const mostOperations = 500
/** Characters of JSON that patched and added values may come to together. */
const mostCharacters = 10_000_000

const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

type Operation = JsonPatch[number]

/**
 * The patched document; the given one is not touched.
 *
 * Stricter than the RFC: the root cannot be replaced or removed, and nothing is copied or moved into itself. More
 * lenient: `add` at an index past the end of an array appends, since clients use the index of another array.
 * @throws problem `patch-invalid`, `patch-test-failed`, `too-large`, `json-invalid`
 */
export function applyPatch(document: unknown, patch: JsonPatch): unknown {
  if (!Array.isArray(patch)) throw invalid(0, 'a JSON Patch is an array of operations.')
  if (patch.length > mostOperations) {
    throw invalid(
      mostOperations,
      `there are ${patch.length} operations; at most ${mostOperations} are taken.`,
    )
  }
  const root = { document: structuredClone(document) }
  let characters = sizeOf(document)
  for (const [index, operation] of patch.entries()) {
    characters += apply(root, operation, index)
    if (characters > mostCharacters) {
      throw problem('too-large', {
        reason: `A patched entity has at most ${mostCharacters} characters of JSON.`,
      })
    }
  }
  return root.document
}

/** Answers by how many characters the document may have grown. */
function apply(root: { document: unknown }, operation: Operation, index: number): number {
  if (!isObject(operation)) throw invalid(index, 'an operation is an object with "op" and "path".')
  const path = parsePointer(operation.path, index)
  switch (operation.op) {
    case 'test': {
      const found = lookUp(root.document, path)
      if (!found || !jsonEqual(found.value, requiredValue(operation, index))) {
        throw problem('patch-test-failed', { index, path: operation.path })
      }
      return 0
    }
    case 'remove':
      remove(root.document, path, index)
      return 0
    case 'add': {
      const value = requiredValue(operation, index)
      add(root.document, path, structuredClone(value), index)
      return sizeOf(value)
    }
    case 'replace': {
      const value = requiredValue(operation, index)
      replace(root.document, path, structuredClone(value), index)
      return sizeOf(value)
    }
    case 'copy':
    case 'move': {
      const from = parsePointer(operation.from, index)
      if (from.length < path.length && from.every((token, at) => token === path[at])) {
        throw invalid(index, `'from' contains 'path': nothing can be put into itself.`)
      }
      const found = lookUp(root.document, from)
      if (!found) throw invalid(index, `there is nothing at '${operation.from}'.`)
      if (operation.op === 'copy') {
        add(root.document, path, structuredClone(found.value), index)
        return sizeOf(found.value)
      }
      remove(root.document, from, index)
      add(root.document, path, found.value, index)
      return 0
    }
    default:
      throw invalid(index, `'${String(operation.op)}' is not one of add, remove, replace, move, copy, test.`)
  }
}

function sizeOf(value: unknown): number {
  return JSON.stringify(value)?.length ?? 0
}

function invalid(index: number, reason: string) {
  return problem('patch-invalid', { index, reason })
}

function requiredValue(operation: Operation, index: number): unknown {
  if (!Object.hasOwn(operation, 'value')) throw invalid(index, `'${operation.op}' needs a 'value'.`)
  readValue(operation.value)
  return operation.value
}

/** RFC 6901 §3 and §4. */
function parsePointer(pointer: unknown, index: number): string[] {
  if (typeof pointer !== 'string')
    throw invalid(index, `'path' and 'from' are JSON Pointers, such as "/description".`)
  if (pointer === '') return []
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) {
    throw invalid(index, `'${pointer}' is not a JSON Pointer: it begins with / and writes ~ as ~0.`)
  }
  const tokens = pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (tokens.some((token) => forbidden.has(token)))
    throw invalid(index, `'${pointer}' names no member of an entity.`)
  return tokens
}

function arrayIndex(token: string): number | undefined {
  return /^(0|[1-9]\d{0,9})$/.test(token) ? Number(token) : undefined
}

function step(holder: unknown, token: string): { readonly value: unknown } | undefined {
  if (Array.isArray(holder)) {
    const at = arrayIndex(token)
    return at !== undefined && at < holder.length ? { value: holder[at] } : undefined
  }
  return isObject(holder) && Object.hasOwn(holder, token) ? { value: holder[token] } : undefined
}

function lookUp(document: unknown, path: readonly string[]): { readonly value: unknown } | undefined {
  let found: { readonly value: unknown } | undefined = { value: document }
  for (const token of path) {
    found = step(found.value, token)
    if (!found) return undefined
  }
  return found
}

/** The object or array that holds the last step of a path, and that step. */
function holderOf(
  document: unknown,
  path: readonly string[],
  index: number,
): { holder: JsonObject | unknown[]; token: string } {
  const token = path.at(-1)
  if (token === undefined) throw invalid(index, 'the whole entity cannot be replaced or removed.')
  const holder = lookUp(document, path.slice(0, -1))?.value
  if (!Array.isArray(holder) && !isObject(holder)) {
    throw invalid(index, `there is nothing at '${pointerOf(path.slice(0, -1))}'.`)
  }
  return { holder, token }
}

function pointerOf(path: readonly string[]): string {
  return path.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function add(document: unknown, path: readonly string[], value: unknown, index: number): void {
  const { holder, token } = holderOf(document, path, index)
  if (!Array.isArray(holder)) {
    holder[token] = value
    return
  }
  const at = token === '-' ? holder.length : arrayIndex(token)
  if (at === undefined)
    throw invalid(index, `'${token}' is not an index of the array at '${pointerOf(path.slice(0, -1))}'.`)
  holder.splice(at, 0, value)
}

function remove(document: unknown, path: readonly string[], index: number): void {
  const { holder, token } = holderOf(document, path, index)
  if (!step(holder, token)) throw invalid(index, `there is nothing at '${pointerOf(path)}'.`)
  if (Array.isArray(holder)) holder.splice(Number(token), 1)
  else delete holder[token]
}

function replace(document: unknown, path: readonly string[], value: unknown, index: number): void {
  const { holder, token } = holderOf(document, path, index)
  if (!step(holder, token)) throw invalid(index, `there is nothing at '${pointerOf(path)}'. Use "add".`)
  if (Array.isArray(holder)) holder[Number(token)] = value
  else holder[token] = value
}
