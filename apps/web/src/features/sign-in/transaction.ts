/** What the page must remember while the person is at the identity provider; kept in the tab's session storage, read once. */
import { signInTexts as texts } from '../../texts/sign-in.ts'
import { maxRedirects, mayRedirect, readRedirects } from './loop-guard.ts'

export interface Transaction {
  readonly state: string
  readonly codeVerifier: string
  readonly redirectUri: string
  readonly returnPath: string
}

const transactionKey = 'waymark.sign-in'
const redirectsKey = 'waymark.sign-in.redirects'

export class TooManyRedirects extends Error {
  constructor() {
    super(texts.tooManyRedirects(maxRedirects))
    this.name = 'TooManyRedirects'
  }
}

export function remember(storage: Storage, transaction: Transaction): void {
  storage.setItem(transactionKey, JSON.stringify(transaction))
}

/** The transaction under way, which is over by this call: a second use of the same answer finds none. */
export function takeTransaction(storage: Storage): Transaction | undefined {
  const stored = storage.getItem(transactionKey)
  storage.removeItem(transactionKey)
  if (stored === null) return undefined
  let value: unknown
  try {
    value = JSON.parse(stored)
  } catch {
    return undefined
  }
  const { state, codeVerifier, redirectUri, returnPath } = (value ?? {}) as Partial<Transaction> // checked below
  if ([state, codeVerifier, redirectUri, returnPath].some((member) => typeof member !== 'string'))
    return undefined
  return value as Transaction // all members are strings
}

/** @throws TooManyRedirects instead of a fourth round */
export function countRedirect(storage: Storage, now: number): void {
  const redirects = readRedirects(storage.getItem(redirectsKey), now)
  if (!mayRedirect(redirects)) throw new TooManyRedirects()
  storage.setItem(redirectsKey, JSON.stringify([...redirects, now]))
}

/** After success, or when a person asks for another try. */
export function forgetRedirects(storage: Storage): void {
  storage.removeItem(redirectsKey)
}
