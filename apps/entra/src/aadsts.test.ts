import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { aadsts } from './aadsts.ts'
import type { StateFile } from './state/schema.ts'
import {
  apiScope,
  authorize,
  authorizeUrl,
  clientCredentials,
  codeFor,
  pick,
  redeem,
  refusalOf,
  replied,
  tokenUrl,
} from './testing/flows.ts'
import { graphAs } from './testing/graph.ts'
import { sample, startTestEmulator, type TestEmulator, type TestResponse } from './testing/start.ts'

const graphAppId = '00000003-0000-0000-c000-000000000000'
const otherTenantId = '0e1f2a3b-4c5d-4e6f-8a7b-9c0d1e2f3a4b'
const strangerId = '1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d'
const passwordAppId = '2b3c4d5e-6f7a-4b8c-9d0e-1f2a3b4c5d6e'
const bareAppId = '3c4d5e6f-7a8b-4c9d-8e1f-2a3b4c5d6e7f'
const staleAppId = '4d5e6f7a-8b9c-4d0e-9f2a-3b4c5d6e7f8a'
const unusedApiId = '5e6f7a8b-9c0d-4e1f-8a3b-4c5d6e7f8a9b'
const disabledAppId = '6f7a8b9c-0d1e-4f2a-9b4c-5d6e7f8a9b0c'
const workloadAppId = '7a8b9c0d-1e2f-4a3b-8c5d-6e7f8a9b0c1d'
/** Microsoft's own, which is not bound to one tenant. */
const commandLineTools = '14d82eec-204b-4c2f-b7e8-296a70dab67e'
const redirectUris = [sample.redirectUri]

const policies = {
  'mfa.policy@fjordlight.example': 'requireMfa',
  'register.policy@fjordlight.example': 'requireMfaRegistration',
  'device.policy@fjordlight.example': 'requireCompliantDevice',
  'joined.policy@fjordlight.example': 'requireJoinedDevice',
  'place.policy@fjordlight.example': 'restrictPlace',
  'blocked.policy@fjordlight.example': 'block',
} as const
const states = {
  'locked@fjordlight.example': 'locked',
  'expired@fjordlight.example': 'passwordExpired',
  'without@fjordlight.example': 'passwordMissing',
  'mfa@fjordlight.example': 'mfaRequired',
  'failed@fjordlight.example': 'mfaFailed',
  'enrol@fjordlight.example': 'mfaEnrolmentRequired',
} as const

function withTrouble(state: StateFile): void {
  const [tenant] = state.tenants
  if (!tenant) throw new Error('the sample company has a tenant')
  state.tenants.push({
    id: otherTenantId,
    displayName: 'Elsewhere',
    domains: [{ name: 'elsewhere.example', isDefault: true }],
    users: [{ id: strangerId, userPrincipalName: 'eve@elsewhere.example', displayName: 'Eve' }],
  })
  for (const [userPrincipalName, signInState] of Object.entries(states))
    tenant.users?.push({ userPrincipalName, displayName: userPrincipalName, signInState })
  for (const userPrincipalName of Object.keys(policies))
    tenant.users?.push({ userPrincipalName, displayName: userPrincipalName })
  tenant.users?.push({
    userPrincipalName: 'gone@fjordlight.example',
    displayName: 'Gone',
    accountEnabled: false,
  })
  tenant.conditionalAccess = [
    ...Object.entries(policies).map(([user, result]) => ({ displayName: result, users: [user], result })),
    {
      displayName: 'No daemons',
      appIds: [workloadAppId],
      workloadIdentities: true,
      result: 'block' as const,
    },
  ]
  const secret = { secretText: 'known' }
  tenant.applications?.push(
    { appId: passwordAppId, displayName: 'Old', isFallbackPublicClient: true },
    { appId: bareAppId, displayName: 'Bare', spa: { redirectUris }, identifierUris: [`api://${bareAppId}`] },
    {
      appId: staleAppId,
      displayName: 'Stale',
      spa: { redirectUris },
      requiredResourceAccess: [{ resourceAppId: '8b9c0d1e-2f3a-4b4c-9d6e-7f8a9b0c1d2e', scopes: ['read'] }],
    },
    {
      appId: unusedApiId,
      displayName: 'Unused',
      identifierUris: ['api://unused'],
      api: { oauth2PermissionScopes: [{ value: 'read' }] },
    },
    { appId: disabledAppId, displayName: 'Disabled', passwordCredentials: [secret] },
    { appId: workloadAppId, displayName: 'Daemon', passwordCredentials: [secret] },
  )
  tenant.servicePrincipals?.push(
    { appId: passwordAppId },
    { appId: bareAppId },
    { appId: staleAppId },
    { appId: disabledAppId, accountEnabled: false },
    { appId: workloadAppId },
  )
  tenant.oauth2PermissionGrants?.push({
    clientAppId: passwordAppId,
    resourceAppId: graphAppId,
    scope: 'openid profile User.Read offline_access',
  })
}

let plain: TestEmulator
let switched: TestEmulator
beforeAll(async () => {
  plain = await startTestEmulator(withTrouble)
  switched = await startTestEmulator((state) => {
    withTrouble(state)
    const [tenant] = state.tenants
    if (tenant)
      tenant.policies = {
        adminConsentWorkflow: true,
        signInFrequencySeconds: 7200,
        refreshTokenMaxAgeSeconds: 3600,
      }
    state.behaviour = {
      omittedRedirectUri: 'refuse',
      secondFactorError: 'invalid_grant',
      disabledApplicationCode: 70001,
      federationMismatchCode: 70021,
      withoutCredentialsCode: 70002,
      unregisteredChainCode: 700030,
      clientLoopAfter: 2,
      problems: { 700016: { error: 'invalid_client', status: 401 } },
    }
  })
})
afterAll(() => Promise.all([plain.close(), switched.close()]))
afterEach(async () => {
  await plain.control('reset')
  await switched.control('reset')
})

const withPassword = (emulator: TestEmulator, username: string, segment = sample.tenantId) =>
  emulator.fetch(tokenUrl.replace(sample.tenantId, segment), {
    form: {
      client_id: segment === 'organizations' ? commandLineTools : passwordAppId,
      grant_type: 'password',
      username,
      password: 'any',
      scope: 'openid offline_access User.Read',
    },
  })
const withAssertion = (emulator: TestEmulator, assertion: string) =>
  clientCredentials(emulator, {
    client_secret: undefined,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  })
const unsigned = (header: object, payload: object) =>
  [header, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat('AAAA')
    .join('.')
const own = (token: unknown) => String((token as { access_token: string }).access_token)
/** Number and error of what `/authorize` sent back, or the number on its page. */
const atAuthorize = (response: TestResponse) => {
  const sent = response.status === 302 ? replied(response) : undefined
  const text = sent?.error_description ?? response.body
  return { code: Number(/AADSTS(\d+)/.exec(text)?.[1]), error: sent?.error ?? 'page' }
}

describe('at the token endpoint', () => {
  it.each<[string, number, string, number, (emulator: TestEmulator) => Promise<TestResponse>]>([
    ['a disabled account', 50057, 'invalid_grant', 400, (e) => withPassword(e, 'gone@fjordlight.example')],
    ['a locked account', 50053, 'invalid_grant', 400, (e) => withPassword(e, 'locked@fjordlight.example')],
    [
      'an expired password',
      50055,
      'invalid_grant',
      400,
      (e) => withPassword(e, 'expired@fjordlight.example'),
    ],
    ['no password', 50056, 'invalid_grant', 400, (e) => withPassword(e, 'without@fjordlight.example')],
    ['a second factor', 50076, 'interaction_required', 400, (e) => withPassword(e, 'mfa@fjordlight.example')],
    [
      'a failed second factor',
      50074,
      'interaction_required',
      400,
      (e) => withPassword(e, 'failed@fjordlight.example'),
    ],
    [
      'no second factor yet',
      50079,
      'interaction_required',
      400,
      (e) => withPassword(e, 'enrol@fjordlight.example'),
    ],
    [
      'a policy for a second factor',
      50076,
      'interaction_required',
      400,
      (e) => withPassword(e, 'mfa.policy@fjordlight.example'),
    ],
    [
      'a policy for registration',
      50079,
      'interaction_required',
      400,
      (e) => withPassword(e, 'register.policy@fjordlight.example'),
    ],
    [
      'a policy for devices',
      53000,
      'access_denied',
      400,
      (e) => withPassword(e, 'device.policy@fjordlight.example'),
    ],
    [
      'a policy for joined devices',
      53001,
      'access_denied',
      400,
      (e) => withPassword(e, 'joined.policy@fjordlight.example'),
    ],
    [
      'a policy for places',
      50131,
      'access_denied',
      400,
      (e) => withPassword(e, 'place.policy@fjordlight.example'),
    ],
    [
      'a policy that blocks',
      53003,
      'access_denied',
      400,
      (e) => withPassword(e, 'blocked.policy@fjordlight.example'),
    ],
    [
      'a policy for workload identities',
      53003,
      'access_denied',
      400,
      (e) => clientCredentials(e, { client_id: workloadAppId, client_secret: 'known' }),
    ],
    ['an unknown person', 50034, 'invalid_grant', 400, (e) => withPassword(e, 'nobody@fjordlight.example')],
    [
      'an unknown domain',
      50128,
      'invalid_request',
      400,
      (e) => withPassword(e, 'a@nowhere.example', 'organizations'),
    ],
    [
      'passwords at common',
      9001023,
      'invalid_request',
      400,
      (e) => withPassword(e, 'ada@fjordlight.example', 'common'),
    ],
    [
      'a token of Entra’s own as federated proof',
      700222,
      'invalid_client',
      401,
      async (e) => withAssertion(e, own((await clientCredentials(e)).json())),
    ],
    [
      'a person’s token of Entra’s own as federated proof',
      700229,
      'invalid_client',
      401,
      async (e) => withAssertion(e, own((await redeem(e, await codeFor(e))).json())),
    ],
    [
      'an unregistered issuer',
      700211,
      'invalid_client',
      401,
      (e) => withAssertion(e, unsigned({ alg: 'RS256' }, { iss: 'https://x.example' })),
    ],
    [
      'an unregistered certificate',
      700027,
      'invalid_client',
      401,
      (e) => withAssertion(e, unsigned({ alg: 'RS256', x5c: ['AAAA'] }, { iss: sample.ingestionAppId })),
    ],
    [
      'several APIs for one code',
      700022,
      'invalid_scope',
      400,
      async (e) =>
        redeem(e, await codeFor(e), { scope: `${apiScope} https://graph.microsoft.com/User.Read` }),
    ],
    [
      'no API for a code',
      700023,
      'invalid_scope',
      400,
      async (e) => redeem(e, await codeFor(e), { scope: '.default' }),
    ],
    [
      'an unknown scope for a code',
      28002,
      'invalid_scope',
      400,
      async (e) => redeem(e, await codeFor(e), { scope: `api://${sample.uiAppId}/nothing` }),
    ],
    [
      'an empty scope for a code',
      28003,
      'invalid_scope',
      400,
      async (e) => redeem(e, await codeFor(e), { scope: ' ' }),
    ],
    [
      'a verifier of impossible length',
      50147,
      'invalid_request',
      400,
      async (e) => redeem(e, await codeFor(e), { code_verifier: 'short' }),
    ],
    [
      'another verifier',
      501481,
      'invalid_grant',
      400,
      async (e) => redeem(e, await codeFor(e), { code_verifier: 'w'.repeat(43) }),
    ],
  ])('%s: AADSTS%i', async (_trigger, code, error, status, ask) => {
    expect(refusalOf(await ask(plain))).toEqual({ status, error, code })
  })

  it.each<[string, number, string, number, (emulator: TestEmulator) => Promise<TestResponse>]>([
    [
      'the other error for a second factor',
      50076,
      'invalid_grant',
      400,
      (e) => withPassword(e, 'mfa@fjordlight.example'),
    ],
    [
      'the older code of a disabled application',
      70001,
      'unauthorized_client',
      400,
      (e) => clientCredentials(e, { client_id: disabledAppId, client_secret: 'known' }),
    ],
    [
      'a secret where there is no credential',
      70002,
      'invalid_client',
      401,
      (e) => clientCredentials(e, { client_id: bareAppId }),
    ],
    [
      'the older code of a federation mismatch',
      70021,
      'invalid_client',
      401,
      (e) => withAssertion(e, unsigned({ alg: 'RS256' }, { iss: 'https://x.example' })),
    ],
    [
      'a chain whose subject is not allowed',
      700030,
      'invalid_client',
      401,
      (e) => withAssertion(e, unsigned({ alg: 'RS256', x5c: ['AAAA'] }, { iss: sample.ingestionAppId })),
    ],
    [
      'an error told differently',
      700016,
      'invalid_client',
      401,
      (e) => clientCredentials(e, { client_id: otherTenantId }),
    ],
    [
      'the same request again and again',
      50196,
      'invalid_grant',
      400,
      async (e) => {
        await clientCredentials(e)
        await clientCredentials(e)
        return clientCredentials(e)
      },
    ],
  ])('%s, by a switch: AADSTS%i', async (_trigger, code, error, status, ask) => {
    expect(refusalOf(await ask(switched))).toEqual({ status, error, code })
  })

  it.each([
    ['a refresh token older than the tenant allows', 700081, 3601],
    ['a sign-in older than the tenant allows', 70043, 7201],
  ])('%s: AADSTS%i', async (_trigger, code, seconds) => {
    const answer = (await withPassword(switched, 'ada@fjordlight.example')).json()
    const refresh = (token: unknown) =>
      switched.fetch(tokenUrl, {
        form: { client_id: passwordAppId, grant_type: 'refresh_token', refresh_token: String(token) },
      })
    await switched.control('clock', { advanceSeconds: 3000 })
    const renewed = (await refresh(answer.refresh_token)).json()
    await switched.control('clock', { advanceSeconds: seconds - 3000 })
    const presented =
      code === 70043
        ? await refreshedAgain(refresh, renewed.refresh_token, seconds)
        : await refresh(answer.refresh_token)
    expect(refusalOf(presented)).toEqual({ status: 400, error: 'invalid_grant', code })
  })

  /** Keeps a chain of refresh tokens young while its sign-in grows old. */
  async function refreshedAgain(
    refresh: (token: unknown) => Promise<TestResponse>,
    token: unknown,
    seconds: number,
  ): Promise<TestResponse> {
    await switched.control('clock', { advanceSeconds: -(seconds - 6000) })
    const young = (await refresh(token)).json().refresh_token
    await switched.control('clock', { advanceSeconds: seconds - 6000 })
    return refresh(young)
  }
})

describe('at /authorize', () => {
  const bare = { client_id: bareAppId }
  it.each<[string, number, string, (emulator: TestEmulator) => Promise<TestResponse>]>([
    ['a prompt that does not exist', 90023, 'page', (e) => authorize(e, { prompt: 'please' })],
    ['claims that are no JSON', 90013, 'page', (e) => authorize(e, { claims: '{' })],
    [
      'an unknown session',
      160021,
      'interaction_required',
      (e) => authorize(e, { prompt: 'none', sid: 'unknown' }),
    ],
    ['nobody signed in', 50058, 'login_required', (e) => authorize(e, { prompt: 'none' })],
    ['an API without service principal', 650052, 'page', (e) => authorize(e, { scope: 'api://unused/read' })],
    ['an unknown API', 500011, 'page', (e) => authorize(e, { scope: 'api://nobody/read' })],
    ['an unknown scope', 650053, 'invalid_client', (e) => authorize(e, { scope: 'read' })],
    [
      'all that is listed, where nothing is',
      650056,
      'page',
      (e) => pick(e, { ...bare, scope: `api://${sample.uiAppId}/.default` }),
    ],
    [
      'itself without any permission',
      90008,
      'invalid_request',
      (e) => pick(e, { ...bare, scope: `${bareAppId}/.default` }),
    ],
    [
      'itself by URI',
      90009,
      'invalid_request',
      (e) => authorize(e, { ...bare, scope: `api://${bareAppId}/.default` }),
    ],
    [
      'a list with an API that is gone',
      65005,
      'invalid_resource',
      (e) => pick(e, { client_id: staleAppId, scope: `api://${sample.uiAppId}/.default` }),
    ],
    [
      'a resource that is not listed, at version 1',
      650057,
      'invalid_resource',
      (e) =>
        pick(
          e,
          { ...bare, scope: undefined, resource: `api://${sample.uiAppId}` },
          sample.adaId,
          authorizeUrl.replace('/v2.0', ''),
        ),
    ],
    [
      'somebody of another tenant',
      50020,
      'page',
      (e) =>
        e.fetch(authorizeUrl, {
          form: {
            client_id: sample.uiAppId,
            response_type: 'code',
            redirect_uri: sample.redirectUri,
            scope: apiScope,
            _account: `${otherTenantId}/${strangerId}`,
          },
        }),
    ],
    [
      'an API that was deleted',
      650054,
      'invalid_resource',
      async (e) => {
        const graph = await graphAs(e, { user: 'ada@fjordlight.example' })
        const [api] = (await graph.get(`/applications?$filter=appId eq '${unusedApiId}'`)).json().value as {
          id: string
        }[]
        await graph.delete(`/applications/${api?.id}`)
        return authorize(e, { scope: 'api://unused/read' })
      },
    ],
  ])('%s: AADSTS%i', async (_trigger, code, error, ask) => {
    expect(atAuthorize(await ask(plain))).toEqual({ code, error })
  })

  it.each<[string, number, string, (emulator: TestEmulator) => Promise<TestResponse>]>([
    ['no redirect URI', 900971, 'page', (e) => authorize(e, { redirect_uri: undefined })],
    [
      'what only an administrator may agree to, with a workflow',
      90095,
      'page',
      (e) => pick(e, { scope: 'Directory.Read.All' }, sample.omarId),
    ],
  ])('%s, by a switch: AADSTS%i', async (_trigger, code, error, ask) => {
    expect(atAuthorize(await ask(switched))).toEqual({ code, error })
  })
})

describe('every problem of the table', () => {
  it.each(Object.entries(aadsts))(
    'AADSTS%s can be asked for, and says what the table says',
    async (code, row) => {
      await plain.control('faults', { kind: 'aadsts', code: Number(code), times: 1 })
      const response = await clientCredentials(plain)
      expect(refusalOf(response)).toEqual({ status: row.status, error: row.error, code: Number(code) })
      expect(response.json().suberror).toBe('suberror' in row ? row.suberror : undefined)
      const challenge = 'challenge' in row ? expect.stringContaining('capolids') : undefined
      expect(response.json().claims).toEqual(challenge)
    },
  )

  it('includes all that the documentation of error codes and public recordings name', () => {
    const named =
      '50011 500113 900971 50013 500133 50020 50034 50049 50053 50055 50056 50057 50058 50059 50074 50076 50079 50105 501051 50126 50128 50131 53000 53001 53003 50173 50194 50196 50199 50147 501481 501491 54005 65001 65002 65004 65005 650052 650053 650054 650056 650057 70000 70001 7000112 70002 70003 70005 700051 700054 70007 70008 700081 700082 700084 70011 700005 700016 70018 70019 70016 70021 700211 700212 700213 7002138 700222 700229 700022 700023 28002 28003 700025 700027 700030 70043 7000114 7000215 7000218 7000222 90002 90008 90009 90013 90014 90023 9002313 900023 900144 900561 901002 9001023 9002325 9002326 9002327 9002332 90094 90095 90099 1002012 1003031 16000 160021 240002'
    expect(named.split(' ').filter((code) => !Object.hasOwn(aadsts, code))).toEqual([])
  })
})
