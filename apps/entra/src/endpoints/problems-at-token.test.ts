import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { apiScope, clientCredentials, codeFor, redeem, refusalOf, tokenUrl } from '../testing/flows.ts'
import { sample, startTestEmulator, type TestEmulator, type TestResponse } from '../testing/start.ts'
import {
  bareAppId,
  commandLineTools,
  disabledAppId,
  otherTenantId,
  passwordAppId,
  withSwitches,
  withTrouble,
  workloadAppId,
} from '../testing/trouble.ts'

let plain: TestEmulator
let switched: TestEmulator
beforeAll(async () => {
  plain = await startTestEmulator(withTrouble)
  switched = await startTestEmulator(withSwitches)
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
