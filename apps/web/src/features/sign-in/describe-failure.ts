/** Any error of a sign-in as an explanation for the page. */
import { ApiError } from '../../api/http.ts'
import type { Explanation } from './explain.ts'
import { SignInFailure } from './sign-in-flow.ts'
import { TooManyRedirects } from './transaction.ts'

export function describeFailure(error: unknown): Explanation {
  if (error instanceof SignInFailure) return error.explanation
  if (error instanceof TooManyRedirects) {
    return {
      code: 'too-many-redirects',
      title: 'Signing in goes round in circles',
      advice: `${error.message} Most often the browser keeps no cookie for this address, or the address is not the registered one. Check that cookies are allowed, then try again.`,
    }
  }
  if (error instanceof ApiError) {
    return {
      code: error.kind ?? (error.status === 0 ? 'no-answer' : `status ${error.status}`),
      title: error.status === 0 ? 'The catalog cannot be reached' : 'The catalog refused',
      advice: error.message,
      ...(error.requestId === undefined ? {} : { correlationId: error.requestId }),
    }
  }
  return {
    code: 'page-error',
    title: 'Signing in did not work',
    advice: error instanceof Error ? error.message : 'Reload the page and try again.',
  }
}

export const noCookieKept: Explanation = {
  code: 'session-not-kept',
  title: 'The session was not kept',
  advice:
    'Signing in worked, but this browser did not keep the session cookie. Allow cookies for this address, and open the catalog over https or on localhost.',
}
