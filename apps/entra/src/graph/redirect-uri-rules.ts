/** Which redirect URIs a registration may have. */
import type { Application } from '../directory/model.ts'
import type { BehaviourEntry } from '../state/behaviour-schema.ts'
import { invalidValue } from './problem.ts'

/** @throws GraphProblem 400 that names the platform and the URI */
export function checkRedirectUris(
  { redirectUris, signInAudience }: Application,
  { redirectUriOnTwoPlatforms }: BehaviourEntry,
): void {
  const seen = new Map<string, string>()
  for (const { platform, uri } of redirectUris) {
    const target = `${platform}.redirectUris`
    const refuse = (why: string) =>
      invalidValue(target, `Invalid value for property '${target}': '${uri}' ${why}.`)
    const first = seen.get(uri)
    if (first === platform) throw refuse('is listed twice')
    if (first && redirectUriOnTwoPlatforms !== 'accept') throw refuse(`is registered under ${first} already`)
    seen.set(uri, platform)
    const isWildcard = uri.includes('*')
    if (isWildcard && signInAudience !== 'AzureADMyOrg') throw refuse('must not contain a wildcard')
    const probe = uri.replaceAll('*', 'x')
    if (!URL.canParse(probe)) throw refuse('is not an absolute URI')
    if (uri.includes('#')) throw refuse('must not contain a fragment')
    const { protocol, hostname } = new URL(probe)
    const isLocal = hostname === 'localhost' || hostname === '127.0.0.1'
    if (platform !== 'publicClient' && protocol !== 'https:' && !(protocol === 'http:' && isLocal))
      throw refuse("must start with 'HTTPS' or 'http://localhost'")
  }
}
