/** Who may redeem from a browser: codes and refresh tokens of single-page apps, those only, and only from there. */

import type { Platform } from '../directory/model.ts'
import { refusal } from '../entra-problem.ts'
import type { EntraRequest } from '../http/request.ts'
import type { World } from '../world.ts'

/**
 * @param platform of the redirect URI the grant was issued to; absent for grants without a redirect
 * @throws 9002326 for a browser redeeming another platform's grant, 9002327 for a single-page app's grant redeemed
 *   elsewhere
 */
export function checkCrossOrigin(
  request: EntraRequest,
  world: World,
  platform: Platform | undefined,
  redirectUri?: string,
): void {
  const { origin } = request
  if (origin === undefined) {
    if (platform === 'spa') throw refusal(9002327)
    return
  }
  if (platform !== 'spa') throw refusal(9002326, { origin })
  if (world.behaviour.originMustMatchRedirectUri && redirectUri && new URL(redirectUri).origin !== origin)
    throw refusal(9002326, { origin })
}

/** CORS headers of the token endpoint: on refusals too, or a browser could not read why it was refused. */
export const tokenCors = (
  origin: string | undefined,
  allowed: 'asking' | 'any' = 'asking',
): Record<string, string> =>
  origin === undefined
    ? {}
    : {
        'access-control-allow-origin': allowed === 'any' ? '*' : origin,
        'access-control-allow-methods': 'POST, OPTIONS',
        'access-control-expose-headers': 'Content-Length,Content-Encoding,x-ms-request-id,x-ms-srs',
        vary: 'Origin',
      }
