import { isProblem } from '@waymark/spec'
import { describe, expect, it } from 'vitest'
import { parseJsonBody } from './json-body.ts'

const refused: [string, string][] = [
  ['10,000 nested arrays', '['.repeat(10_000)],
  ['65 levels', '['.repeat(65) + ']'.repeat(65)],
  ['U+0000 in a string', '{"a":"x\\u0000"}'],
  ['U+0000 in a key', '{"\\u0000":1}'],
  ['half a surrogate pair', '{"a":"\\ud800"}'],
  ['a surrogate pair the wrong way round', '{"a":"\\udc00\\ud800"}'],
  ['__proto__', '{"__proto__":{"x":1}}'],
  ['__proto__ twice', '{"__proto__":1,"__proto__":2}'],
  ['__proto__ in escapes', '{"\\u005f_proto__":1}'],
  ['constructor.prototype', '{"constructor":{"prototype":{"x":1}}}'],
  ['a number beyond a double', '{"a":1e400}'],
  ['a number beyond a double without exponent', `{"a":${'9'.repeat(400)}}`],
  ['NaN', '{"a":NaN}'],
  ['cut-off text', '{"a":'],
]

describe('JSON bodies', () => {
  it.each(refused)('refuse %s', (_, text) => {
    expect(() => parseJsonBody(text)).toThrow(expect.objectContaining({ code: 'json-invalid' }))
  })

  it('never repeat the body in the message', () => {
    try {
      parseJsonBody('{"password": hunter2}')
      expect.unreachable()
    } catch (error) {
      expect(isProblem(error) && error.message).not.toContain('hunter2')
    }
  })

  it('keep everything else exactly', () => {
    const value = { a: ['😀', '\\"[[[', -1.5e10, null, true], 'x.y"z': { constructor: 'fine' } }
    expect(parseJsonBody(JSON.stringify(value))).toEqual(value)
    expect(parseJsonBody('["\\ud83d\\ude00"]')).toEqual(['😀'])
    expect(parseJsonBody('['.repeat(64) + ']'.repeat(64))).toBeTypeOf('object')
  })

  it('are absent when empty', () => {
    expect(parseJsonBody('')).toBeUndefined()
    expect(parseJsonBody(' \n')).toBeUndefined()
  })

  it('are read in linear time', () => {
    const started = performance.now()
    parseJsonBody(JSON.stringify({ a: '\\"'.repeat(2_000_000) }))
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
