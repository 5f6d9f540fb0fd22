/** Which `aud` is ours, and what to say about one that is not. */
import type { IdentityConfig } from '../config.ts'
import { isGuid } from '../guid.ts'
import { refuse, shown } from './refusal.ts'

export interface Audiences {
  /** `aud` of version 1 access tokens: the URI as it was asked for, or the id. */
  readonly v1: ReadonlySet<string>
  /** `aud` of version 2 access tokens: always an application's id. */
  readonly v2: ReadonlySet<string>
}

/** An application's id and its default App ID URI name one resource: listing either accepts both. */
export function entraAudiences(config: IdentityConfig): Audiences {
  const ids = new Set<string>()
  const all = new Set<string>()
  for (const audience of [config.clientId.toLowerCase(), ...config.extraAudiences]) {
    all.add(audience)
    const id = audience.toLowerCase().replace(/^api:\/\//, '')
    if (!isGuid(id)) continue
    ids.add(id)
    all.add(id)
    all.add(`api://${id}`)
  }
  return { v1: all, v2: ids }
}

const graph = new Set([
  '00000003-0000-0000-c000-000000000000',
  'https://graph.microsoft.com',
  'https://graph.microsoft.com/',
  'https://graph.microsoft.us',
  'https://microsoftgraph.chinacloudapi.cn',
])
const microsoftOwn =
  /^https:\/\/([a-z0-9-]+\.)*(microsoft|azure|windows|office|chinacloudapi)\.(com|net|us|cn)\b/i

/** Whether the token was obtained for Microsoft Graph, whose tokens nobody but Graph can verify. */
export function isGraphAudience(audience: unknown): boolean {
  return typeof audience === 'string' && graph.has(audience)
}

/**
 * Refuses an Entra token of our own tenant that was obtained for something else, and says which setting to change to what.
 *
 * @param actor - whether an application or a person is behind the token
 */
export function refuseAudience(
  seen: readonly string[],
  accepted: ReadonlySet<string>,
  actor: 'application' | 'person',
  config: IdentityConfig,
): never {
  const clientId = config.clientId.toLowerCase()
  const first = seen[0] ?? ''
  const scope = actor === 'application' ? `api://${clientId}/.default` : `api://${clientId}/<scope>`
  const ask = `Ask for the scope ${scope}.`
  const details = {
    check: 'audience',
    expected: [...accepted].join(' or '),
    seen: seen.map(shown).join(', '),
  }

  if (isGraphAudience(first))
    refuse({ ...details, tell: `The token is for Microsoft Graph, not for this catalog. ${ask}` })
  if (
    actor === 'person' ||
    seen.length > 1 ||
    microsoftOwn.test(first) ||
    !/^[\x21-\x7e]{1,200}$/.test(first)
  )
    refuse({ ...details, tell: `The token is for another application. ${ask}` })

  // The guide's step 8: the ingestion application has an App ID URI of its own and asks for <that URI>/.default.
  const value = [...config.extraAudiences, first].join(',')
  refuse({
    ...details,
    tell:
      `The token's audience is '${first}'; this server accepts ${details.expected}. If '${first}' is your ingestion application itself ` +
      `(its own App ID URI, as in the guide), set WAYMARK_EXTRA_AUDIENCES=${value} on the server and restart it, ` +
      `or set the workflow's scopes to ${scope}.`,
  })
}
