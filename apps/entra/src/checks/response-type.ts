/** What `/authorize` is to answer with, and how it travels. */

import type { Application } from '../directory/model.ts'
import { refusal } from '../entra-problem.ts'
import type { World } from '../world.ts'

export type ResponseMode = 'query' | 'fragment' | 'form_post'

const supported = ['code', 'id_token', 'code id_token', 'id_token token', 'token']
/** Not in any discovery document; a switch lets them through. */
const unlisted = ['code token', 'code id_token token']

/**
 * The parts of `response_type`, in the order `code`, `id_token`, `token`.
 * @throws 900144 without one, 70005 for a combination Entra does not offer, 700051/700054 when the registration
 *   does not allow tokens straight from `/authorize`
 */
export function checkResponseType(
  { behaviour }: World,
  application: Application,
  responseType: string | undefined,
): string[] {
  if (!responseType) throw refusal(900144, { parameter: 'response_type' })
  const parts = responseType.split(' ').filter(Boolean).sort()
  const offered =
    behaviour.responseTypesWithoutDiscovery === 'accept' ? [...supported, ...unlisted] : supported
  if (!offered.includes(parts.join(' '))) throw refusal(70005, { responseType })
  if (parts.includes('token') && !application.implicitAccessToken) throw refusal(700051)
  if (parts.includes('id_token') && !application.implicitIdToken) throw refusal(700054)
  return parts
}

/**
 * @param parts as from {@link checkResponseType}
 * @throws 70007 for an unknown mode, and for tokens in a query
 */
export function checkResponseMode(parts: string[], responseMode: string | undefined): ResponseMode {
  const carriesTokens = parts.some((part) => part !== 'code')
  const mode = responseMode ?? (carriesTokens ? 'fragment' : 'query')
  if (
    (mode !== 'query' && mode !== 'fragment' && mode !== 'form_post') ||
    (mode === 'query' && carriesTokens)
  )
    throw refusal(70007, { responseMode: mode })
  return mode
}
