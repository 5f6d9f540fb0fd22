/** Writes the JSON Patch (RFC 6902) that leads from one value to another. */
import type { JsonPatch } from '@waymark/spec'

type JsonObject = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => equal(item, b[index]))
  }
  if (!isObject(a) || !isObject(b)) return false
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => equal(a[name], b[name]))
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

function compare(before: unknown, after: unknown, path: string, patch: JsonPatch): void {
  if (equal(before, after)) return
  if (!isObject(before) || !isObject(after)) {
    patch.push({ op: 'replace', path, value: after })
    return
  }
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, wanted, at] = [before[name], after[name], `${path}/${escaped(name)}`]
    if (wanted === undefined) {
      if (old !== undefined) patch.push({ op: 'remove', path: at })
    } else if (old === undefined) patch.push({ op: 'add', path: at, value: wanted })
    else compare(old, wanted, at, patch)
  }
}

/**
 * The operations from `before` to `after`, in the order of their members. A member that is undefined counts as missing;
 * a list that differs is replaced as a whole, since its items have no names to tell them apart by.
 */
export function jsonDifference(before: object, after: object): JsonPatch {
  const patch: JsonPatch = []
  compare(before, after, '', patch)
  return patch
}
