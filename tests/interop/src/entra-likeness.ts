/** What tells Entra ID from any other OpenID provider: assertions that a look-alike must fail. */
import { createHash } from 'node:crypto'

export interface Provider {
  /** The authority that clients are given, without a trailing slash. */
  readonly authority: string
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  /** Of the API that tokens are asked for. */
  readonly scope: string
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>
}

interface Likeness {
  readonly what: string
  readonly holds: (provider: Provider) => Promise<boolean>
}

type Json = Record<string, unknown>

const discovery = async ({ fetch, authority }: Provider): Promise<Json> =>
  (await (await fetch(`${authority}/v2.0/.well-known/openid-configuration`)).json()) as Json

async function keys(provider: Provider): Promise<{ kid?: string; x5t?: string; x5c?: string[] }[]> {
  const { jwks_uri: address } = await discovery(provider)
  return ((await (await provider.fetch(String(address))).json()) as { keys: [] }).keys
}

async function ask(provider: Provider, changes: Record<string, string> = {}): Promise<Response> {
  const { clientId, clientSecret, scope, tokenUrl } = provider
  const form = { client_id: clientId, client_secret: clientSecret, scope, grant_type: 'client_credentials' }
  const body = new URLSearchParams({ ...form, ...changes })
  return await provider.fetch(tokenUrl, { method: 'POST', body })
}

async function claims(provider: Provider): Promise<Json> {
  const { access_token: token = '' } = (await (await ask(provider)).json()) as { access_token?: string }
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
}

const isGuid = (value: unknown): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(String(value))

async function refusal(provider: Provider, changes: Record<string, string>): Promise<Json> {
  return (await (await ask(provider, changes)).json()) as Json
}

export const likenesses: readonly Likeness[] = [
  {
    what: 'discovery names the cloud, its region and its Graph',
    holds: async (provider) => {
      const document = await discovery(provider)
      return ['cloud_instance_name', 'tenant_region_scope', 'msgraph_host', 'rbac_url'].every(
        (member) => member in document,
      )
    },
  },
  {
    what: 'the issuer ends in /v2.0 and names the tenant by its id',
    holds: async (provider) => {
      const [, tenant] = /\/([^/]+)\/v2\.0$/.exec(String((await discovery(provider)).issuer)) ?? []
      return isGuid(tenant)
    },
  },
  {
    what: 'a key is named by the SHA-1 of its certificate',
    holds: async (provider) =>
      (await keys(provider)).every(({ kid, x5t, x5c: [certificate = ''] = [] }) => {
        const thumbprint = createHash('sha1').update(Buffer.from(certificate, 'base64')).digest('base64url')
        return kid === thumbprint && x5t === thumbprint
      }),
  },
  {
    what: 'a refusal has an AADSTS number, a trace id, a correlation id and a timestamp',
    holds: async (provider) => {
      const answer = await refusal(provider, { client_secret: 'wrong' })
      return (
        Array.isArray(answer.error_codes) &&
        isGuid(answer.trace_id) &&
        isGuid(answer.correlation_id) &&
        /^AADSTS7000215: .* Trace ID: .* Correlation ID: .* Timestamp: /s.test(
          String(answer.error_description),
        )
      )
    },
  },
  {
    what: 'client credentials without /.default are refused with AADSTS1002012',
    holds: async (provider) =>
      String(
        (await refusal(provider, { scope: `${provider.scope.replace('/.default', '')}/read` })).error_codes,
      ) === '1002012',
  },
  {
    what: 'a token answer repeats its lifetime as ext_expires_in',
    holds: async (provider) => 'ext_expires_in' in ((await (await ask(provider)).json()) as Json),
  },
  {
    what: "an application's token has the service principal's id as oid and sub, and the tenant's as tid",
    holds: async (provider) => {
      const { oid, sub, tid, ver } = await claims(provider)
      return isGuid(oid) && oid === sub && isGuid(tid) && ver === '2.0'
    },
  },
  {
    what: 'a token was issued five minutes before it was asked for',
    holds: async (provider) => Number((await claims(provider)).iat) <= Date.now() / 1000 - 290,
  },
]
