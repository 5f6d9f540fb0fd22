/** How `/authorize` answers the application: its parameters in query, fragment or a form (OAuth 2.0 Multiple Response Types §2.1). */

import type { ResponseMode } from '../checks/response-type.ts'
import { describe, type EntraProblem } from '../entra-problem.ts'
import { type Answer, redirectTo } from '../http/answer.ts'
import type { EntraRequest } from '../http/request.ts'
import { formPostPage } from '../pages/form-post.ts'

/** Where an answer goes, and how. */
export interface ReplyAddress {
  redirectUri: string
  mode: ResponseMode
  state: string | undefined
}

/** Sends `parameters` and the request's `state` to the application. */
export function reply(
  address: ReplyAddress,
  parameters: Record<string, string>,
  headers: Answer['headers'] = {},
): Answer {
  const fields = new URLSearchParams(parameters)
  if (address.state !== undefined) fields.set('state', address.state)
  if (address.mode === 'form_post') return formPostPage(address.redirectUri, fields, headers)
  const target = new URL(address.redirectUri)
  if (address.mode === 'fragment') {
    target.hash = ''
    return redirectTo(`${target.href}#${fields}`, headers)
  }
  for (const [name, value] of fields) target.searchParams.append(name, value)
  return redirectTo(target.href, headers)
}

/** Sends a refusal to the application. */
export const replyRefused = (address: ReplyAddress, problem: EntraProblem, request: EntraRequest): Answer =>
  reply(address, {
    error: problem.row.error,
    error_description: describe(problem, request.trace),
    error_uri: `https://login.microsoftonline.com/error?code=${problem.code}`,
    ...(problem.row.suberror && { suberror: problem.row.suberror }),
  })
