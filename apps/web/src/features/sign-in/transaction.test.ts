import { expect, test } from 'vitest'
import { countRedirect, forgetRedirects, remember, TooManyRedirects, takeTransaction } from './transaction.ts'

/** A tab's storage; the browser's own is not at hand here. */
function storage(): Storage {
  const items = new Map<string, string>()
  return {
    get length() {
      return items.size
    },
    clear: () => items.clear(),
    getItem: (key) => items.get(key) ?? null,
    key: (index) => [...items.keys()][index] ?? null,
    removeItem: (key) => void items.delete(key),
    setItem: (key, value) => void items.set(key, value),
  }
}

const transaction = {
  state: 's',
  codeVerifier: 'v',
  redirectUri: 'http://localhost/callback',
  returnPath: '/',
}

test('a transaction can be taken once', () => {
  const tab = storage()
  remember(tab, transaction)
  expect(takeTransaction(tab)).toEqual(transaction)
  expect(takeTransaction(tab)).toBeUndefined()
  expect(tab.length).toBe(0)
})

test.each(['{', 'null', '7', '{}', '{"state":1,"codeVerifier":"v","redirectUri":"r","returnPath":"/"}'])(
  'a damaged transaction counts as none: %s',
  (stored) => {
    const tab = storage()
    tab.setItem('waymark.sign-in', stored)
    expect(takeTransaction(tab)).toBeUndefined()
  },
)

test('the fourth redirect in a row is refused, until one succeeds', () => {
  const tab = storage()
  for (let i = 0; i < 3; i += 1) countRedirect(tab, 1_000 + i)
  expect(() => countRedirect(tab, 2_000)).toThrow(TooManyRedirects)
  forgetRedirects(tab)
  expect(() => countRedirect(tab, 3_000)).not.toThrow()
})
