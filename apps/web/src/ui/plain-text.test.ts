import { expect, test } from 'vitest'
import { plainText } from './plain-text.ts'

test.each([
  ['# Orders\n\nOne row an **order**.', 'Orders One row an order.'],
  ['- a\n- b `code`', 'a b code'],
  ['see [the page](https://x.example) and ![pic](x.png)', 'see the page and pic'],
  ['<p>old <b>html</b></p>', 'old html'],
  ['snake_case_name stays, _this_ does not', 'snake_case_name stays, this does not'],
  ['| status | meaning |\n| --- | :---: |\n| sent | it went out |', 'status, meaning sent, it went out'],
  ['see [the page](https://x.exa', 'see the page'],
  ['a < b and b > c', 'a < b and b > c'],
])('%j reads %j', (markdown, text) => {
  expect(plainText(markdown)).toBe(text)
})
