/** Asking whether an app on the device is the one meant: any app can claim a scheme of its own (RFC 8252 §8.6). */
import { type Account, isSameOrigin } from '../checks/account.ts'
import type { Application } from '../directory/model.ts'
import { refusal } from '../entra-problem.ts'
import type { Answer } from '../http/answer.ts'
import { type EntraRequest, parameter } from '../http/request.ts'
import { accountField } from '../pages/account-picker.ts'
import { confirmationPage, confirmedField } from '../pages/confirmation.ts'
import { carriedParameters } from './interactive-sign-in.ts'

/**
 * The confirmation page, when the answer goes to a scheme other than `http` and `https` and nobody has confirmed it.
 * @throws EntraProblem 50199 with `prompt=none`
 */
export function askConfirmation(
  request: EntraRequest,
  client: Application,
  { tenant, user }: Account,
  redirectUri: string,
  headers: Answer['headers'],
): Answer | undefined {
  if (/^https?:/i.test(redirectUri)) return undefined
  if (isSameOrigin(request) && request.form.has(confirmedField)) return undefined
  if (parameter(request, 'prompt') === 'none') throw refusal(50199)
  const carried: [string, string][] = [
    ...carriedParameters(request),
    [accountField, `${tenant.id}/${user.id}`],
  ]
  return confirmationPage(client, carried, redirectUri, headers)
}
