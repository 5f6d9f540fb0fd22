/** Where an answer may be sent: only to redirect URIs that the application registered. */

import type { Application, Platform } from '../directory/model.ts'
import { refusal } from '../entra-problem.ts'
import type { World } from '../world.ts'

export interface Redirect {
  uri: string
  platform: Platform
}

/**
 * The registered redirect URI that `asked` is, with the platform it is registered under. Matching is exact, path
 * case included, except that loopback addresses match on any port (RFC 8252 §7.3). Without `asked`, a
 * registered one is used.
 * @throws 500113 when none is registered, 900971 where the tenant takes none for granted, 50011 when none matches
 */
export function checkRedirectUri(
  world: World,
  application: Application,
  asked: string | undefined,
): Redirect {
  const first = application.redirectUris[0]
  if (!first) throw refusal(500113)
  if (asked === undefined) {
    if (world.behaviour.omittedRedirectUri === 'refuse') throw refusal(900971)
    return first
  }
  const match =
    application.redirectUris.find(({ uri }) => uri === asked) ??
    application.redirectUris.find(({ uri }) => isSame(uri, asked))
  const { appId } = application
  const faulty = world.faults.take('redirect-uri-wrong', (fault) => !fault.appId || fault.appId === appId)
  if (!match || faulty) throw refusal(50011, { redirectUri: asked, appId })
  return { uri: asked, platform: match.platform }
}

/** Whether an application registered `uri` for answers; where people may be sent after signing out, too. */
export const isRegisteredRedirect = (application: Application, uri: string): boolean =>
  application.redirectUris.some((registered) => registered.uri === uri || isSame(registered.uri, uri))

/** Whether `asked` may be used for the `registered` URI. */
function isSame(registered: string, asked: string): boolean {
  const wanted = parse(registered)
  const given = parse(asked)
  if (!wanted || !given || given.username || given.password || given.hash) return false
  const loopback = given.hostname === 'localhost' || given.hostname === '127.0.0.1'
  return (
    wanted.protocol === given.protocol &&
    wanted.hostname === given.hostname &&
    (wanted.port === given.port || loopback) &&
    // An URL object turns no path into "/", which is how Entra answers for an URI without one.
    wanted.pathname === given.pathname &&
    wanted.search === given.search &&
    // Anything an URL object would normalise away must not differ either.
    rawPath(registered) === rawPath(asked)
  )
}

function parse(uri: string): URL | undefined {
  return URL.canParse(uri) ? new URL(uri) : undefined
}

const rawPath = (uri: string): string => uri.replace(/^[^:]+:\/\/[^/?#]*/, '') || '/'
