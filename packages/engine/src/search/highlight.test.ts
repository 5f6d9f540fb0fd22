import { describe, expect, it } from 'vitest'
import { createHighlighter } from './highlight.ts'

describe('highlight', () => {
  it('marks words where they begin a word', () => {
    expect(createHighlighter(['order'])(['orders and reorders'])).toEqual(['<em>orders</em> and reorders'])
  })

  it('escapes what is around and inside the mark', () => {
    expect(createHighlighter(['load'])(['<b>load</b> & <script>'])).toEqual([
      '&#60;b&#62;<em>load</em>&#60;/b&#62; &#38; &#60;script&#62;',
    ])
  })

  it('cuts a long text around the first match', () => {
    const [fragment] =
      createHighlighter(['match'])([`${'before '.repeat(100)}match${' after'.repeat(100)}`]) ?? []
    expect(fragment).toContain('<em>match</em>')
    expect(fragment?.length).toBeLessThan(200)
  })

  it('is absent when nothing matches', () => {
    expect(createHighlighter(['x'])(['abc'])).toBeUndefined()
    expect(createHighlighter([])(['abc'])).toBeUndefined()
  })
})
