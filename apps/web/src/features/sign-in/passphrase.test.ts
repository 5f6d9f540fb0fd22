import { describe, expect, it } from 'vitest'
import { makePassphrase } from './passphrase.ts'

describe('a passphrase', () => {
  it('has five groups of four signs, none of which looks like another', () => {
    const made = makePassphrase((count) => crypto.getRandomValues(new Uint8Array(count)))
    expect(made).toMatch(/^([a-km-np-z2-9]{4}-){4}[a-km-np-z2-9]{4}$/)
  })

  it('takes every sign equally often', () => {
    const every = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    const counts = new Map<string, number>()
    for (let at = 0; at + 20 <= 240; at += 20) {
      for (const sign of makePassphrase(() => every.slice(at, at + 20)).replaceAll('-', ''))
        counts.set(sign, (counts.get(sign) ?? 0) + 1)
    }
    expect(counts.size).toBe(32)
    expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1)
  })
})
