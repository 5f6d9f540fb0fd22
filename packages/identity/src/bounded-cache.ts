/** A map that forgets: entries end at their time, and the oldest make room when it is full. */

export interface BoundedCache<V> {
  get(key: string, nowMs: number): V | undefined
  set(key: string, value: V, untilMs: number): void
  delete(key: string): void
  clear(): void
}

export function boundedCache<V>(maxEntries: number): BoundedCache<V> {
  const entries = new Map<string, { readonly value: V; readonly untilMs: number }>()
  return {
    get(key, nowMs) {
      const entry = entries.get(key)
      if (!entry) return undefined
      if (nowMs < entry.untilMs) return entry.value
      entries.delete(key)
      return undefined
    },
    set(key, value, untilMs) {
      entries.delete(key)
      if (entries.size >= maxEntries) {
        const oldest = entries.keys().next()
        if (!oldest.done) entries.delete(oldest.value)
      }
      entries.set(key, { value, untilMs })
    },
    delete: (key) => void entries.delete(key),
    clear: () => entries.clear(),
  }
}
