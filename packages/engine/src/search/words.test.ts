import { describe, expect, it } from 'vitest'
import { nameText, words } from './words.ts'

describe('words', () => {
  it.each([
    ['dim_customer', ['dim', 'customer']],
    ['Zählerstände 2024', ['zählerstände', '2024']],
    ['a.b"c/d', ['a', 'b', 'c', 'd']],
    ['🙂', []],
    ['', []],
  ])('splits %j at everything but letters and digits', (text, expected) => {
    expect(words(text)).toEqual(expected)
  })

  it('leaves out words that PostgreSQL could not index', () => {
    expect(words(`${'x'.repeat(3000)} y`)).toEqual(['y'])
  })
})

describe('nameText', () => {
  it.each([
    ['orderItems', 'orderItems order Items'],
    ['HTTPServer_log2Day', 'HTTPServer HTTP Server log2Day log2 Day'],
    ['plain_name', 'plain name'],
  ])('adds the humps of %s', (name, expected) => {
    expect(nameText(name)).toBe(expected)
  })
})
