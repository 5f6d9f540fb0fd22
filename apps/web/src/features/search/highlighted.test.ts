import { expect, test } from 'vitest'
import { piecesOf, plainPiecesOf } from './highlighted.ts'

test('matched words are pieces of their own', () => {
  expect(piecesOf('all <em>orders</em> of a <em>day</em>')).toEqual([
    { text: 'all ', matched: false },
    { text: 'orders', matched: true },
    { text: ' of a ', matched: false },
    { text: 'day', matched: true },
  ])
})

test('escaped markup becomes text again, and stays text', () => {
  expect(piecesOf('&#60;script&#62;<em>alert</em>(1)&lt;/script&gt; &amp;amp; &#x27;')).toEqual([
    { text: '<script>', matched: false },
    { text: 'alert', matched: true },
    { text: "(1)</script> &amp; '", matched: false },
  ])
  expect(piecesOf('&#99999999; &#1114112; &nope;')).toEqual([
    { text: '&#99999999; &#1114112; &nope;', matched: false },
  ])
})

test('of Markdown the words are left, and are marked where they matched', () => {
  expect(
    plainPiecesOf('## Orders\n- one **<em>order</em>** of [an <em>order</em>](https://x/order), not reorder'),
  ).toEqual([
    { text: 'Orders one ', matched: false },
    { text: 'order', matched: true },
    { text: ' of an ', matched: false },
    { text: 'order', matched: true },
    { text: ', not reorder', matched: false },
  ])
  expect(plainPiecesOf('a &lt;b&gt;<em>c++</em>&lt;/b&gt;')).toEqual([
    { text: 'a ', matched: false },
    { text: 'c++', matched: true },
  ])
})
