/** Whether the directory knows the redirect URI as we send it, on the platform that we need: step A2 of the guide. */
import type { Application } from '../graph/resources.ts'
import { byHand, fail, type Outcome, pass, skipped, warn } from './check.ts'
import type { DoctorSettings } from './settings.ts'

type Platform = 'spa' | 'web' | 'native'

const names: Readonly<Record<Platform, string>> = {
  spa: 'Single-page application',
  web: 'Web',
  native: 'Mobile and desktop applications',
}

function placesOf(application: Application): readonly (readonly [Platform, readonly string[]])[] {
  return [
    ['web', application.webRedirectUris],
    ['spa', application.spaRedirectUris],
    ['native', application.publicRedirectUris],
  ]
}

const wantedPlatform = ({ clientType }: DoctorSettings): Platform =>
  clientType === 'confidential' ? 'web' : 'spa'

/** Set-up registers for a browser: where a server exchanges the code, it makes a public client of it. */
function mend(clicks: string, settings: DoctorSettings): string {
  return wantedPlatform(settings) === 'spa'
    ? byHand(clicks)
    : `${clicks} Or do without a secret: waymark azure setup.`
}

/** Entra compares to the letter, but for the port of an address of this machine (RFC 8252 §7.3). */
function isSame(registered: string, sent: string): boolean {
  return withoutLocalPort(registered) === withoutLocalPort(sent)
}

const withoutLocalPort = (uri: string): string =>
  uri.replace(/^(http:\/\/(?:localhost|127\.0\.0\.1)):\d+/, '$1')

/** The registered address that is nearest to the one sent, and what differs. */
function nearest(sent: string, registered: readonly string[]): string | undefined {
  const plain = (uri: string) =>
    uri
      .toLowerCase()
      .replace(/^https?:/, '')
      .replace(/\/$/, '')
  const similar = registered.find((uri) => plain(uri) === plain(sent))
  if (!similar) return undefined
  if (similar.endsWith('/') !== sent.endsWith('/')) return `${similar} (a slash at the end)`
  if (similar.split(':')[0] !== sent.split(':')[0]) return `${similar} (another scheme)`
  return `${similar} (upper and lower case)`
}

export function judgePlatform(application: Application, settings: DoctorSettings): Outcome {
  const { callbackUrl } = settings
  const wanted = wantedPlatform(settings)
  const found = placesOf(application).flatMap(([platform, uris]) =>
    uris.filter((uri) => isSame(uri, callbackUrl)).map((uri) => ({ platform, uri })),
  )
  const other = found.find(({ platform }) => platform !== wanted)
  if (!other) {
    return found.length > 0
      ? pass(names[wanted])
      : skipped('The redirect URI is on no platform; see the next check.')
  }
  const number = `AADSTS${wanted === 'spa' ? '9002326' : '9002327'}`
  const clicks = `Authentication: remove ${other.uri} from ${names[other.platform]}`
  return found.some(({ platform }) => platform === wanted)
    ? warn(
        `${other.uri} is registered for the platform ${names[other.platform]}: Entra ignores the port of this machine's addresses ` +
          `and may take it for ours (${number}).`,
        `${clicks}.`,
      )
    : fail(
        `The redirect URI is registered for the platform ${names[other.platform]}, not for ${names[wanted]} (${number}).`,
        mend(`${clicks} and add ${callbackUrl} under ${names[wanted]}.`, settings),
      )
}

export function judgeRedirect(application: Application, settings: DoctorSettings): Outcome {
  const { callbackUrl, serverUrl } = settings
  const all = placesOf(application).flatMap(([, uris]) => uris)
  const platform = names[wantedPlatform(settings)]
  if (all.length === 0) {
    return fail(
      'The application has no redirect URI at all (AADSTS500113).',
      mend(`Authentication → ${platform}: add ${callbackUrl}.`, settings),
    )
  }
  const isRegistered = (sent: string) => all.some((uri) => isSame(uri, sent))
  if (!isRegistered(callbackUrl)) {
    const near = nearest(callbackUrl, all)
    return fail(
      `We send ${callbackUrl}, which is not registered${near ? `; there is ${near}` : ''} (AADSTS50011).`,
      mend(`Authentication → ${platform}: add exactly ${callbackUrl}.`, settings),
    )
  }
  const other = `${serverUrl}${callbackUrl.endsWith('/auth/callback') ? '/callback' : '/auth/callback'}`
  return isRegistered(other)
    ? pass(callbackUrl)
    : warn(
        `Only one of the two callback paths is registered: ${other} is missing.`,
        mend(`Authentication → ${platform}: add ${other}.`, settings),
      )
}
