/** Sealed secrets open only where they were sealed for, and only unchanged. */
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSecretBox, SecretBoxError } from './secret-box.ts'

const first = { id: 'first', key: randomBytes(32) }
const second = { id: 'second', key: randomBytes(32) }
const box = createSecretBox([first])

describe('a secret box', () => {
  it('opens what it sealed, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (plain, context) => {
        expect(box.open(box.seal(plain, context), context)).toBe(plain.toWellFormed())
      }),
    )
  })

  it('never seals the same text the same way twice', () => {
    const sealed = new Set(Array.from({ length: 100 }, () => box.seal('secret', 'a')))
    expect(sealed.size).toBe(100)
  })

  it('refuses a text of which any character was changed', () => {
    const sealed = box.seal('a secret text', 'entity/config/password')
    for (let at = 0; at < sealed.length; at += 1) {
      for (const other of ['A', 'z', '.', '_']) {
        if (sealed[at] === other) continue
        const changed = sealed.slice(0, at) + other + sealed.slice(at + 1)
        expect(() => box.open(changed, 'entity/config/password')).toThrow(SecretBoxError)
      }
    }
  })

  it('refuses a text that was moved to another entity or member', () => {
    const sealed = box.seal('secret', 'one/config/password')
    expect(() => box.open(sealed, 'two/config/password')).toThrow(SecretBoxError)
    expect(() => box.open(sealed, 'one/config/token')).toThrow(SecretBoxError)
  })

  it('refuses what it never sealed, and shows nothing of it', () => {
    for (const text of [
      '',
      'plain',
      'v1.first.AAAA',
      'v1.first.AAAA.AAAA',
      'v2.first.AAAA.AAAA',
      'v1.first.A+.A/',
    ]) {
      expect(() => box.open(text, 'a')).toThrow(SecretBoxError)
    }
    const sealed = createSecretBox([second]).seal('secret', 'a')
    expect(() => box.open(sealed, 'a')).toThrow("Master key 'second' is not configured.")
  })

  it('opens under an old master key and wraps again under the current one', () => {
    const sealed = box.seal('secret', 'a')
    const rotated = createSecretBox([second, first])
    expect(rotated.open(sealed, 'a')).toBe('secret')
    const rewrapped = rotated.rewrap(sealed, 'a') ?? ''
    expect(createSecretBox([second]).open(rewrapped, 'a')).toBe('secret')
    expect(rotated.rewrap(rewrapped, 'a')).toBeUndefined()
  })

  it('takes keys of 32 bytes only', () => {
    expect(() => createSecretBox([{ id: 'short', key: randomBytes(16) }])).toThrow(RangeError)
    expect(() => createSecretBox([{ id: 'a.b', key: randomBytes(32) }])).toThrow(RangeError)
  })
})
