/** `GET /error?code=N`: the page that `error_uri` of every refusal points to. */
import { aadsts, isAadstsCode } from '../aadsts.ts'
import type { Handler } from '../http/router.ts'
import { noticePage } from '../pages/notice.ts'

export const errorLookup: Handler = (request) => {
  const code = Number(request.query.get('code') ?? Number.NaN)
  return isAadstsCode(code)
    ? noticePage(`AADSTS${code}`, aadsts[code].text)
    : noticePage('Unknown error code', 'The emulator has no such code.', 404)
}
