/** A map that forgets: entries end at their time, and the oldest make room when it is full. */

export interface BoundedCache<V> {
  get(key: string, nowMs: number): V | undefined
  set(key: string, value: V, untilMs: number): void
  /**
   * What is there, else what `look` finds, which is asked once for all who want it meanwhile. An entry that is deleted while it is looked up
   * is not kept, and whoever asks after that looks again.
   */
  find(key: string, nowMs: number, look: () => Promise<Found<V>>): Promise<V>
  delete(key: string): void
  clear(): void
}

interface Found<V> {
  readonly value: V
  readonly untilMs: number
}

export function boundedCache<V>(maxEntries: number): BoundedCache<V> {
  const entries = new Map<string, Found<V>>()
  const looking = new Map<string, Promise<Found<V>>>()

  function get(key: string, nowMs: number): V | undefined {
    const entry = entries.get(key)
    if (!entry) return undefined
    if (nowMs < entry.untilMs) return entry.value
    entries.delete(key)
    return undefined
  }

  function set(key: string, value: V, untilMs: number): void {
    entries.delete(key)
    if (entries.size >= maxEntries) {
      const oldest = entries.keys().next()
      if (!oldest.done) entries.delete(oldest.value)
    }
    entries.set(key, { value, untilMs })
  }

  return {
    get,
    set,
    async find(key, nowMs, look) {
      const known = get(key, nowMs)
      if (known !== undefined) return known
      const underWay = looking.get(key)
      if (underWay) return (await underWay).value
      const started = look()
      looking.set(key, started)
      try {
        const { value, untilMs } = await started
        if (looking.get(key) === started) set(key, value, untilMs)
        return value
      } finally {
        if (looking.get(key) === started) looking.delete(key)
      }
    },
    delete(key) {
      entries.delete(key)
      looking.delete(key)
    },
    clear() {
      entries.clear()
      looking.clear()
    },
  }
}
