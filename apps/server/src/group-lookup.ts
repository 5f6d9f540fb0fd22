/** Asks Microsoft Graph for the groups of people whose tokens cannot hold them all. */
import { cloudOf, createGraphClient } from '@waymark/azure'
import type { Credential, TokenSource } from '@waymark/client'
import { createTokenSource } from '@waymark/credentials'
import type { GroupLookup } from '@waymark/identity'
import type { GroupLookupSettings } from './config/identity-settings.ts'

/** Most that an answer is believed to hold (Entra's own limit for `getMemberObjects` is 11,000). */
const maxGroups = 11_000
/** A person waits for the answer at the sign-in page; groups that came earlier stay when it takes longer. */
const patienceMs = 5000

export interface LookupSurroundings {
  readonly fetch: typeof globalThis.fetch
  /** Rejects when the signal is aborted before. */
  readonly sleep: (ms: number, until?: AbortSignal) => Promise<void>
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** The application needs GroupMember.Read.All (or User.Read.All) with admin consent. */
export function createGroupLookup(settings: GroupLookupSettings, around: LookupSurroundings): GroupLookup {
  const { host } = new URL(settings.authority)
  const baseUrl = cloudOf(host)?.graphUrl ?? 'https://graph.microsoft.com'
  // One token for many sign-ins. People come from the tenants that are trusted, and from no others.
  const sources = new Map<string, TokenSource>()
  function sourceFor(tenantId: string): TokenSource {
    // The person's own tenant, where several are trusted: an application's token is for one.
    const authority = `https://${host}/${tenantId}`
    const source =
      sources.get(tenantId) ??
      createTokenSource(credentialOf(settings, authority, baseUrl, around.environment), around)
    if (!source) throw new Error('no credential is configured (WAYMARK_GRAPH_IDENTITY)')
    sources.set(tenantId, source)
    return source
  }

  async function ask(tenantId: string, objectId: string, until: AbortSignal): Promise<readonly string[]> {
    const { token } = await sourceFor(tenantId).token()
    const graph = createGraphClient({
      fetch: (input, init) =>
        around.fetch(input, {
          ...init,
          signal: AbortSignal.any([until, ...(init?.signal ? [init.signal] : [])]),
        }),
      sleep: (ms) => around.sleep(ms, until),
      token,
      baseUrl,
    })
    const answer = await graph.send({
      method: 'POST',
      path: `/users/${encodeURIComponent(objectId)}/getMemberObjects`,
      body: { securityEnabledOnly: false },
    })
    const { value } = (answer ?? {}) as { value?: unknown } // Graph's collection; read with care
    if (!Array.isArray(value)) throw new Error('Microsoft Graph answered without a list')
    return value.filter((id) => typeof id === 'string').slice(0, maxGroups)
  }

  return {
    async groupsOf({ tenantId, objectId }) {
      const until = AbortSignal.timeout(patienceMs)
      const late = new Promise<never>((_, reject) => {
        until.addEventListener('abort', () =>
          reject(new Error(`there was no answer within ${patienceMs / 1000} s`)),
        )
      })
      return await Promise.race([ask(tenantId, objectId, until), late])
    },
  }
}

function credentialOf(
  { clientId, proof, clientSecret }: GroupLookupSettings,
  authority: string,
  graphUrl: string,
  environment: LookupSurroundings['environment'],
): Credential {
  const scope = `${graphUrl}/.default`
  if (proof === 'managed-identity') {
    // A user-assigned identity is named as Azure's own programs name it.
    const assigned = environment.AZURE_CLIENT_ID
    return {
      kind: 'azure',
      scope,
      proof: { kind: 'managedIdentity' },
      ...(assigned && { clientId: assigned }),
    }
  }
  if (proof === 'workload-identity') {
    const path = environment.AZURE_FEDERATED_TOKEN_FILE ?? ''
    const workload = environment.AZURE_CLIENT_ID ?? clientId
    return {
      kind: 'azure',
      clientId: workload,
      authority,
      scope,
      proof: { kind: 'federatedTokenFile', path },
    }
  }
  return {
    kind: 'azure',
    clientId,
    authority,
    scope,
    proof: { kind: 'secret', clientSecret: clientSecret ?? '' },
  }
}
