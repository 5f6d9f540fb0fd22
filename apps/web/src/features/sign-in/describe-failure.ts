/** Any error of a sign-in as an explanation for the page. */
import { ApiError } from '../../api/http.ts'
import { signInTexts as texts } from '../../texts/sign-in.ts'
import type { Explanation } from './explain.ts'
import { SignInFailure } from './sign-in-flow.ts'
import { TooManyRedirects } from './transaction.ts'

export function describeFailure(error: unknown): Explanation {
  if (error instanceof SignInFailure) return error.explanation
  if (error instanceof TooManyRedirects) {
    return {
      code: 'too-many-redirects',
      title: texts.goesInCircles,
      advice: texts.goesInCirclesHint(error.message),
    }
  }
  if (error instanceof ApiError) {
    return {
      code: error.kind ?? (error.status === 0 ? 'no-answer' : `status ${error.status}`),
      title: error.status === 0 ? texts.catalogUnreachable : texts.catalogRefused,
      advice: error.message,
      ...(error.requestId === undefined ? {} : { correlationId: error.requestId }),
    }
  }
  return {
    code: 'page-error',
    title: texts.signingInFailed,
    advice: error instanceof Error ? error.message : texts.reload,
  }
}

export const noCookieKept: Explanation = {
  code: 'session-not-kept',
  title: texts.sessionNotKept,
  advice: texts.sessionNotKeptHint,
}
