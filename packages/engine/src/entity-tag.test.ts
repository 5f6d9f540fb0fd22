/** Entity tags are those that the published clients compute. */
import { expect, it } from 'vitest'
import { contentTag, entityTag, printVersion, requireMatch } from './entity-tag.ts'

it('prints versions as Python prints floats', () => {
  expect([0.1, 1, 1.2, 10, 12.3].map(printVersion)).toEqual(['0.1', '1.0', '1.2', '10.0', '12.3'])
})

it('is the beginning of a SHA-256 over version and time', () => {
  // python3 -c "import hashlib; print(hashlib.sha256(b'0.1-1700000000000').hexdigest()[:16])"
  expect(entityTag({ version: 0.1, updatedAt: 1_700_000_000_000 })).toBe('"6dc39a9f444addf2"')
  expect(entityTag({ version: 1, updatedAt: 1_700_000_000_000 })).toBe('"d58f3ac58f2ae99a"')
})

it('of an answer tells its content apart, and still names the version that a change has to be of', () => {
  const version = { version: 0.1, updatedAt: 1_700_000_000_000 }
  const tag = contentTag(entityTag(version), '{}')
  expect(tag).toMatch(/^"6dc39a9f444addf2-[0-9a-f]{16}"$/)
  expect(contentTag(entityTag(version), '{"followers":[]}')).not.toBe(tag)
  expect(() => requireMatch(version, `"other", W/${tag}`)).not.toThrow()
  expect(() => requireMatch({ ...version, version: 0.2 }, tag)).toThrow(/has changed/)
})
