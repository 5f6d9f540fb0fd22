/** Explains whatever people paste from a failed sign-in: a number, an address, a log line, an error of OAuth or Graph. */
import { explainAadsts, findAadstsCode } from '@waymark/credentials'
import { checks } from './doctor/run-doctor.ts'

export interface Explanation {
  /** `AADSTS7000215`, or the error's own name. */
  readonly code: string
  readonly meaning: string
  readonly fix: string
  /** The checks of `waymark doctor` that look for it. */
  readonly checks: readonly string[]
  /** Microsoft's own page. */
  readonly link?: string
  /** What names the event in the sign-in log of the tenant, as far as the text has it. */
  readonly traceId?: string
  readonly correlationId?: string
  readonly timestamp?: string
}

/** Errors without a number: OAuth 2.0's, OpenID Connect's, Microsoft Graph's. */
// biome-ignore format: one line an error reads as a table
const named: Readonly<Record<string, readonly [meaning: string, fix: string]>> = {
  login_required: ['There is no session to sign in silently with.', 'Sign in with the button; no silent sign-in can work.'],
  interaction_required: ['Entra wants to ask the person something.', 'Sign in interactively.'],
  consent_required: ['Nobody has consented to the permission that is asked for.', 'Have an administrator grant consent: API permissions → Grant admin consent.'],
  access_denied: ['The person or a policy declined.', 'Sign in again and accept, or ask the administrators of the tenant.'],
  invalid_client: ['The secret, certificate or assertion was refused.', 'Compare client id and secret with the registration; waymark doctor finds out which.'],
  invalid_scope: ['The scope is not valid.', 'An application asks for one scope, <application id URI>/.default.'],
  unauthorized_client: ['The application may not do this, or is not of this tenant.', 'Check the client id and the tenant of the authority.'],
  invalid_grant: ['The code or token was used, has expired, or was revoked.', 'Sign in again.'],
  Authorization_RequestDenied: ['The token lacks a permission of Microsoft Graph, or the person a directory role.', 'Have a Cloud Application Administrator or Application Administrator do it.'],
  InvalidAuthenticationToken: ['Microsoft Graph did not accept the token.', 'Get a fresh one: az account get-access-token --resource-type ms-graph.'],
  Request_ResourceNotFound: ['The object does not exist, or the directory does not show it yet.', 'Try again in a minute, then check the id.'],
}

/** Undefined when there is nothing in it that is known to be an error. */
export function explainText(text: string): Explanation | undefined {
  const code = findAadstsCode(readable(text))
  const ids = eventIds(readable(text))
  if (code !== undefined) {
    const known = explainAadsts(code)
    const link = `https://login.microsoftonline.com/error?code=${code}`
    return {
      code: `AADSTS${code}`,
      meaning: known?.meaning ?? 'There is no explanation of this number here.',
      fix: known?.fix ?? `See ${link}.`,
      checks: checks.filter(({ symptom }) => numbersIn(symptom).includes(code)).map(({ id }) => id),
      link,
      ...ids,
    }
  }
  for (const [name, [meaning, fix]] of Object.entries(named)) {
    if (new RegExp(`\\b${name}\\b`).test(text)) return { code: name, meaning, fix, checks: [], ...ids }
  }
  return undefined
}

/** `AADSTS50194, 50059` names two. */
export function numbersIn(symptom: string): readonly string[] {
  return [...symptom.matchAll(/\b(?:AADSTS)?(\d{5,8})\b/g)].map(([, number]) => number ?? '')
}

/** Addresses carry the message percent-encoded. */
function readable(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

function eventIds(text: string): Pick<Explanation, 'traceId' | 'correlationId' | 'timestamp'> {
  const find = (pattern: RegExp) => pattern.exec(text)?.[1]
  const guid = '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'
  const traceId = find(new RegExp(`trace[ _]?id["': ]+${guid}`, 'i'))
  const correlationId = find(new RegExp(`correlation[ _]?id["': ]+${guid}`, 'i'))
  const timestamp = find(/timestamp["': ]+(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\dZ?)/i)
  return {
    ...(traceId && { traceId }),
    ...(correlationId && { correlationId }),
    ...(timestamp && { timestamp }),
  }
}
