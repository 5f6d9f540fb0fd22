/** Checks that ask the sign-in service itself, without any right: names, TLS, documents, keys, clocks. */
import { isUuid } from '@waymark/spec'
import { items, type Json, object, text } from '../graph/json.ts'
import {
  type Authority,
  type Available,
  type CheckDefinition,
  type Discovery,
  type DoctorDeps,
  type Findings,
  fail,
  type Outcome,
  pass,
  skipped,
  warn,
} from './check.ts'

const timeoutMs = 15_000
const clockToleranceMs = 60_000
const clockLimitMs = 300_000

/** Reads the tenant's discovery document (OpenID Connect Discovery 1.0 §4). */
export async function readDiscovery(
  { host, tenant }: Authority,
  { fetch }: Pick<DoctorDeps, 'fetch'>,
): Promise<Available<Discovery>> {
  const answer = await ask(fetch, `https://${host}/${tenant}/v2.0/.well-known/openid-configuration`)
  if ('unavailable' in answer) return answer
  const { body, status, dateMs } = answer.value
  const code = /AADSTS(\d+)/.exec(text(body, 'error_description'))?.[1]
  if (status >= 400) {
    return {
      unavailable:
        code === '90002'
          ? `The tenant '${tenant}' does not exist at ${host} (AADSTS90002).`
          : `${host} answered ${status}${code ? ` (AADSTS${code})` : ''} for the discovery document.`,
    }
  }
  return { value: { issuer: text(body, 'issuer'), jwksUri: text(body, 'jwks_uri'), dateMs } }
}

interface Answer {
  readonly status: number
  readonly body: Json
  readonly dateMs: number | undefined
}

async function ask(fetch: DoctorDeps['fetch'], url: string): Promise<Available<Answer>> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
    const body = await response.text()
    const date = Date.parse(response.headers.get('date') ?? '')
    return {
      value: {
        status: response.status,
        body: object(parsed(body)),
        dateMs: Number.isNaN(date) ? undefined : date,
      },
    }
  } catch (error) {
    return { unavailable: sentenceFor(error, new URL(url).host) }
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** What a failed connection means, from the system's code. */
function sentenceFor(error: unknown, host: string): string {
  const code = codeOf(error)
  if (/CERT|SIGNED|VERIFY|ISSUER/.test(code))
    return `The certificate that ${host} shows is not trusted here (${code}).`
  if (/ENOTFOUND|EAI_AGAIN/.test(code))
    return `The name ${host}, or that of the proxy, is not known here (${code}).`
  return `${host} cannot be reached${code ? ` (${code})` : ''}.`
}

function codeOf(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return ''
}

/** Runs a check that needs a sound authority. */
const withAuthority = (found: Findings, run: (authority: Authority) => Promise<Outcome> | Outcome) => {
  const authority = found.authority()
  return authority ? run(authority) : skipped('The authority has to be right first.')
}

const withDiscovery = (found: Findings, run: (discovery: Discovery) => Promise<Outcome> | Outcome) =>
  withAuthority(found, async () => {
    const discovery = await found.discovery()
    return 'value' in discovery
      ? run(discovery.value)
      : skipped('The discovery document has to be readable first.')
  })

const proxyHint = 'Check HTTPS_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS on this machine.'

export const networkChecks: readonly CheckDefinition[] = [
  {
    id: 'dns',
    title: 'Name of the sign-in host',
    guide: '–',
    wrong: 'The machine cannot resolve the name and no proxy does it for it.',
    symptom: 'ENOTFOUND',
    run: (found) =>
      withAuthority(found, async ({ host }) => {
        const proxy = found.deps.proxyFor(host)
        if (proxy) {
          return URL.parse(proxy)
            ? pass(`resolved by the proxy ${new URL(proxy).host}`)
            : fail('HTTPS_PROXY is no address.', 'Set HTTPS_PROXY=http://<proxy>:<port>.')
        }
        try {
          await found.deps.lookup(host)
          return pass(host)
        } catch {
          return fail(
            `The name ${host} is not known here.`,
            'Check DNS, or set HTTPS_PROXY if a proxy leads out.',
          )
        }
      }),
  },
  {
    id: 'discovery',
    title: 'TLS, proxy and discovery document',
    guide: 'A3',
    wrong: 'The host is out of reach, its certificate is not trusted, or the tenant does not exist.',
    symptom: 'AADSTS90002, certificate errors',
    run: (found) =>
      withAuthority(found, async ({ host }) => {
        const discovery = await found.discovery()
        if ('value' in discovery) return pass(`read from ${host}`)
        const fix = /90002/.test(discovery.unavailable)
          ? 'Check the Directory (tenant) ID in AUTHENTICATION_AUTHORITY, and that the host is that of your cloud.'
          : proxyHint
        return fail(discovery.unavailable, fix)
      }),
  },
  {
    id: 'issuer',
    title: 'Issuer',
    guide: 'A3',
    wrong: 'The document names another tenant than the authority.',
    symptom: 'issuer mismatch',
    run: (found) =>
      withDiscovery(found, ({ issuer }) => {
        const tenant = found.authority()?.tenant ?? ''
        const named = issuer.split('/')[3] ?? ''
        return isUuid(named) && (!isUuid(tenant) || named === tenant)
          ? pass(`version 2 ${issuer}; version 1 tokens of the same tenant are accepted, too`)
          : fail(
              `The document names the issuer '${issuer}'.`,
              'A proxy may answer in the place of Entra; check it.',
            )
      }),
  },
  {
    id: 'keys',
    title: 'Signing keys',
    guide: 'C',
    wrong: 'The key set is out of reach, so no token can be verified.',
    symptom: 'no key found for kid',
    run: (found) =>
      withDiscovery(found, async ({ jwksUri }) => {
        const answer = await ask(found.deps.fetch, jwksUri)
        if ('unavailable' in answer) return fail(answer.unavailable, proxyHint)
        const keys = items(answer.value.body, 'keys').filter((key) => key.kty === 'RSA')
        return keys.length > 0
          ? pass(`${keys.length} RSA keys`)
          : fail(`The key set holds no RSA key (HTTP ${answer.value.status}).`, proxyHint)
      }),
  },
  {
    id: 'clock',
    title: 'Clock',
    guide: '–',
    wrong: 'This machine and Entra disagree about the time, so tokens are expired or not valid yet.',
    symptom: 'AADSTS700024, nbf or exp refused',
    run: (found) =>
      withDiscovery(found, ({ dateMs }) => {
        if (dateMs === undefined) return skipped('The answer had no Date header.')
        const skewMs = found.deps.nowMs() - dateMs
        const seconds = Math.round(Math.abs(skewMs) / 1000)
        const cause = `This machine is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} Microsoft.`
        const fix = 'Set the clock: switch on NTP (timedatectl set-ntp true).'
        if (Math.abs(skewMs) > clockLimitMs) return fail(cause, fix)
        return Math.abs(skewMs) > clockToleranceMs ? warn(cause, fix) : pass(`${seconds} s apart`)
      }),
  },
]
