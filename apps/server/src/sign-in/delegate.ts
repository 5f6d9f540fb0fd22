/** One object that stands for another which may be exchanged: whoever holds it always reaches the present one. */

/**
 * Functions are called on what `current` gives at that moment, also when they were taken off the object earlier; objects
 * below are delegates themselves. For contracts whose members are functions and objects of functions only.
 */
export function delegateTo<T extends object>(current: () => T): T {
  const members = new Map<PropertyKey, unknown>()
  const memberOf = (key: PropertyKey): unknown => {
    const present: unknown = Reflect.get(current(), key)
    if (typeof present === 'function')
      return (...given: unknown[]) => {
        const target = current()
        // The member was a function when it was asked for; the contract makes it one in every object of this kind.
        return (Reflect.get(target, key) as (...given: unknown[]) => unknown).apply(target, given)
      }
    if (typeof present === 'object' && present !== null)
      return delegateTo(() => Reflect.get(current(), key) as object) // as above
    return present
  }
  const get = (_: T, key: PropertyKey): unknown => {
    const known = members.get(key)
    if (known !== undefined || members.has(key)) return known
    const member = memberOf(key)
    members.set(key, member)
    return member
  }
  // Every read goes to `get`, so the target stays empty.
  return new Proxy({} as T, { get })
}
