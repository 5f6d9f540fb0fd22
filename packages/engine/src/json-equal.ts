/** Compares JSON values by content: the order of members does not matter, the order of items does. */

/** One text per content: equal values give equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, sortMembers) ?? 'undefined'
}

function sortMembers(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

export function jsonEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, at) => jsonEqual(item, b[at]))
  }
  if (Array.isArray(b)) return false
  const ofA = Object.entries(a)
  return (
    ofA.length === Object.keys(b).length &&
    ofA.every(([key, member]) => Object.hasOwn(b, key) && jsonEqual(member, Reflect.get(b, key)))
  )
}
