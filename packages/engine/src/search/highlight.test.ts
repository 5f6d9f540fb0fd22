import { describe, expect, it } from 'vitest'
import { highlight } from './highlight.ts'

describe('highlight', () => {
  it('marks words where they begin a word', () => {
    expect(highlight(['orders and reorders'], ['order'])).toEqual(['<em>orders</em> and reorders'])
  })

  it('escapes what is around and inside the mark', () => {
    expect(highlight(['<b>load</b> & <script>'], ['load'])).toEqual([
      '&#60;b&#62;<em>load</em>&#60;/b&#62; &#38; &#60;script&#62;',
    ])
  })

  it('cuts a long text around the first match', () => {
    const [fragment] = highlight([`${'before '.repeat(100)}match${' after'.repeat(100)}`], ['match']) ?? []
    expect(fragment).toContain('<em>match</em>')
    expect(fragment?.length).toBeLessThan(200)
  })

  it('is absent when nothing matches', () => {
    expect(highlight(['abc'], ['x'])).toBeUndefined()
    expect(highlight(['abc'], [])).toBeUndefined()
  })
})
