/** `GET /common/oauth2/nativeclient`: the redirect URI of desktop applications, which read the answer off their window. */
import type { Handler } from '../http/router.ts'
import { noticePage } from '../pages/notice.ts'

export const nativeRedirect: Handler = () =>
  noticePage(
    'You have signed in',
    'This window belongs to the application that opened it. You may close it now.',
  )
