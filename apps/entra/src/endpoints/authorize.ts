/** `GET|POST /{tenant}/oauth2[/v2.0]/authorize` (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2): signs a person in to a client. */

import { checkClient } from '../checks/client.ts'
import { checkListedPermissions } from '../checks/listed-permissions.ts'
import { checkChallenge } from '../checks/pkce.ts'
import { checkRedirectUri } from '../checks/redirect-uri.ts'
import { checkResponseMode, checkResponseType } from '../checks/response-type.ts'
import { checkResource, checkScopes } from '../checks/scopes.ts'
import { checkTenantSegment, tenantsFor } from '../checks/tenant.ts'
import { checkAssignment, checkUserState } from '../checks/user.ts'
import type { Tenant } from '../directory/model.ts'
import { isPersonal } from '../directory/personal-accounts.ts'
import { asConfigured, EntraProblem, refusal } from '../entra-problem.ts'
import type { Answer } from '../http/answer.ts'
import { type EntraRequest, parameter } from '../http/request.ts'
import type { Handler } from '../http/router.ts'
import { problemPage } from '../pages/notice.ts'
import type { World } from '../world.ts'
import { type ReplyAddress, reply, replyRefused } from './authorize-answer.ts'
import { issueAtAuthorize } from './authorize-issue.ts'
import { askConfirmation } from './interactive-confirmation.ts'
import { askConsent } from './interactive-consent.ts'
import { signIn } from './interactive-sign-in.ts'

export const authorizeV2: Handler = (request, world) => authorize(request, world, 2)
export const authorizeV1: Handler = (request, world) => authorize(request, world, 1)

async function authorize(request: EntraRequest, world: World, version: 1 | 2): Promise<Answer> {
  const given = (name: string) => parameter(request, name)
  let address: ReplyAddress | undefined
  try {
    const segment = checkTenantSegment(world.directory, request.params.tenant ?? '')
    const client = checkClient(world, segment, given('client_id'))
    const redirect = checkRedirectUri(world, client, given('redirect_uri'))
    // From here on the application itself can be told what is wrong.
    address = { redirectUri: redirect.uri, mode: errorMode(request), state: given('state') }
    const parts = checkResponseType(world, client, given('response_type'))
    address.mode = checkResponseMode(parts, given('response_mode'))
    if (parts.includes('id_token') && !given('nonce')) throw refusal(90014, { field: 'nonce' })
    if (version === 2 && given('resource')) throw refusal(901002)
    checkParameters(request)
    const challenge = checkChallenge(given('code_challenge'), given('code_challenge_method'))
    const scopesIn = (tenant: Tenant) =>
      version === 1
        ? checkResource(world, tenant, given('scope'), given('resource'))
        : checkScopes(world, tenant, client, given('scope'))
    if (typeof segment !== 'string') scopesIn(segment)

    // The first version of the protocol knows work accounts only.
    const tenants = tenantsFor(world.directory, segment, client).filter(
      (tenant) => version === 2 || !isPersonal(tenant),
    )
    const signedIn = signIn(request, world, client, tenants, redirect.uri)
    if ('page' in signedIn) return signedIn.page
    const { account, session, headers } = signedIn
    const { tenant, user } = account
    checkUserState(world, tenant, user, client)
    checkAssignment(tenant, user, client)
    const scopes = scopesIn(tenant)
    checkListedPermissions(world, tenant, client, user, scopes, version)
    const consent = askConsent(request, world, client, account, scopes, redirect.uri, headers)
    if (consent) return consent
    const confirmation = askConfirmation(request, client, account, redirect.uri, headers)
    if (confirmation) return confirmation

    const parameters = await issueAtAuthorize(request, world, {
      version,
      parts,
      client,
      tenant,
      user,
      scopes,
      redirect,
      session,
      authTimeMs: account.authTimeMs,
      challenge,
      nonce: given('nonce'),
    })
    return reply(address, parameters, headers)
  } catch (error) {
    if (!(error instanceof EntraProblem)) throw error
    const silent = given('prompt') === 'none'
    const problem = asConfigured(error, world.behaviour)
    return address && (silent || problem.row.authorize === 'redirect')
      ? replyRefused(address, problem, request)
      : problemPage(problem, request.trace)
  }
}

/** @throws 90023 for a `prompt` that does not exist, 90013 for `claims` that are no JSON object */
function checkParameters(request: EntraRequest): void {
  const prompt = parameter(request, 'prompt')
  if (prompt && !/^(login|none|consent|select_account|create)$/.test(prompt))
    throw refusal(90023, { parameter: 'prompt' })
  const claims = parameter(request, 'claims')
  if (claims && !isJsonObject(claims)) throw refusal(90013, { parameter: 'claims' })
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}

/** How a refusal travels before `response_mode` was checked. */
function errorMode(request: EntraRequest): ReplyAddress['mode'] {
  const mode = parameter(request, 'response_mode')
  if (mode === 'fragment' || mode === 'form_post') return mode
  return /token/.test(parameter(request, 'response_type') ?? '') ? 'fragment' : 'query'
}
