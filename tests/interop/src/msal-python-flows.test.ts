import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../../processes/src/run-program.ts'
import { type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'
import { createMsalTenant, type MsalTenant, msalTenant as t } from './msal-tenant.ts'
import { msalPython } from './published-clients.ts'
import { pythonEnvironment } from './python-client.ts'

const script = fileURLToPath(new URL('../python/msal-flows.py', import.meta.url))

let tenant: MsalTenant
let emulator: RunningEmulator
let python: string
beforeAll(async () => {
  python = (await pythonEnvironment(msalPython))('python')
  tenant = await createMsalTenant()
  emulator = await startEmulator(tenant.stateFile)
})
afterAll(async () => {
  await emulator?.stop()
  tenant?.remove()
})
afterEach(() => emulator.control('reset'))

type Answer = Record<string, unknown>

/** MSAL's answers to the steps of one application. */
async function walk(
  { environment = {}, ...run }: { environment?: Record<string, string>; [option: string]: unknown },
  ...steps: object[]
): Promise<Answer[]> {
  const { code, stdout, stderr } = await runProgram(python, [script], {
    environment: { ...emulator.environment, ...environment },
    input: JSON.stringify([{ authority: emulator.authority, ...run, steps }]),
  })
  if (code !== 0) throw new Error(stderr)
  const [answers] = JSON.parse(stdout) as [Answer[]]
  return answers
}

const toApi = [`${t.apiUri}/.default`]
const account = `${t.tenantId}/${t.ada}`
const codeStep = (scopes: string[]) => ({
  call: 'code',
  scopes,
  redirectUri: 'http://localhost/callback',
  account,
})

describe('MSAL for Python proves who its application is', () => {
  it('by certificate, with PS256', async () => {
    const run = { clientId: t.certificateAppId, credential: { certificate: tenant.certificate } }
    const [answer] = await walk(run, { call: 'client', scopes: toApi })
    expect(answer).toMatchObject({ token_type: 'Bearer', token_source: 'identity_provider' })
  })

  it('and is refused for a signature of another key: AADSTS700027', async () => {
    const run = { clientId: t.certificateAppId, credential: { certificate: tenant.forgedCertificate } }
    const [answer] = await walk(run, { call: 'client', scopes: toApi })
    expect(answer).toMatchObject({ error: 'invalid_client', error_codes: [700027] })
  })

  it.each([
    ['an accepted service account', undefined, {}],
    ['a subject in another case', 7002138, { subject: t.clusterSubject.toUpperCase() }],
    ['an issuer nobody trusts', 700211, { issuer: 'https://elsewhere.example' }],
  ])('by the token of %s', async (_what, code, claims) => {
    const assertionFile = await tenant.serviceAccountToken(claims)
    const run = { clientId: t.federatedAppId, credential: { assertionFile } }
    const [answer] = await walk(run, { call: 'client', scopes: toApi })
    if (code === undefined) expect(answer).toHaveProperty('access_token')
    else expect(answer).toMatchObject({ error_codes: [code] })
  })
})

describe('MSAL for Python signs a person in', () => {
  it('by device code, after two polls that find nobody yet', async () => {
    const [answer, kept] = await walk(
      { clientId: t.publicAppId },
      {
        call: 'device',
        scopes: ['User.Read'],
        pendingPolls: 2,
        devicePage: `${emulator.plainUrl}/common/oauth2/deviceauth`,
        account,
      },
      { call: 'accounts' },
    )
    expect(answer).toMatchObject({
      token_type: 'Bearer',
      pending: ['authorization_pending', 'authorization_pending'],
    })
    expect(kept).toMatchObject({ accounts: [{ home_account_id: `${t.ada}.${t.tenantId}` }] })
  })

  it('by authorization code, with its nonce and PKCE, and for another API by the refresh token', async () => {
    const [answer, other] = await walk({ clientId: t.publicAppId }, codeStep([`${t.apiUri}/read`]), {
      call: 'silent',
      scopes: [`${t.otherApiUri}/read`],
    })
    expect(answer).toMatchObject({
      token_type: 'Bearer',
      id_token_claims: { oid: t.ada, tid: t.tenantId, nonce: expect.any(String) },
    })
    expect(other).toMatchObject({
      token_source: 'identity_provider',
      scope: expect.stringContaining(`${t.otherApiUri}/read`),
    })
  })

  it('once per code: AADSTS54005', async () => {
    const [answer] = await walk(
      { clientId: t.publicAppId },
      { ...codeStep([`${t.apiUri}/read`]), redemptions: 2 },
    )
    expect(answer).toMatchObject({ error: 'invalid_grant', error_codes: [54005] })
  })

  it.each([
    ['a wrong password', 50126, 'ada', 'wrong'],
    ['an unknown person', 50034, 'nobody', 'right'],
    ['a disabled account', 50057, 'off', 'right'],
    ['an expired password', 50055, 'late', 'right'],
    ['a locked account', 50053, 'locked', 'right'],
    ['a second factor', 50076, 'strong', 'right'],
  ])('by password, and is refused for %s: AADSTS%d', async (_what, code, name, password) => {
    const step = { call: 'password', scopes: ['User.Read'], username: `${name}@havbris.example`, password }
    const [answer] = await walk({ clientId: t.publicAppId }, step)
    expect(answer).toMatchObject({ error_codes: [code] })
  })

  it('by password, where that is right', async () => {
    const step = {
      call: 'password',
      scopes: ['User.Read'],
      username: 'ada@havbris.example',
      password: 'right',
    }
    const [answer] = await walk({ clientId: t.publicAppId }, step)
    expect(answer).toHaveProperty('access_token')
  })
})

describe('MSAL for Python signs a personal account in', () => {
  const personal = {
    call: 'code',
    redirectUri: 'http://localhost/callback',
    account: `${t.personalTenantId}/${t.lena}`,
  }

  it.each(['common', 'consumers'])('at %s, and renews its tokens', async (segment) => {
    const run = { authority: `https://login.microsoftonline.com/${segment}`, clientId: t.everybodyAppId }
    const scopes = [`${t.everybodyApiUri}/read`]
    const [answer, kept, renewed] = await walk(
      run,
      { ...personal, scopes },
      { call: 'accounts' },
      { call: 'silent', scopes: [`${t.everybodyAppId}/.default`] },
    )
    expect(answer).toMatchObject({ id_token_claims: { oid: t.lena, tid: t.personalTenantId } })
    expect(kept).toMatchObject({ accounts: [{ home_account_id: `${t.lena}.${t.personalTenantId}` }] })
    expect(renewed).toMatchObject({ token_source: 'identity_provider' })
  })
})

describe('MSAL for Python, told a region', () => {
  it('asks the regional host for an application’s token', async () => {
    const run = { clientId: t.apiAppId, credential: t.apiSecret, region: 'westeurope' }
    // Without REGION_NAME it would ask the machine's metadata service where it runs.
    const [answer] = await walk(
      { ...run, environment: { REGION_NAME: 'westeurope' } },
      { call: 'client', scopes: toApi },
    )
    expect(answer).toHaveProperty('access_token')
    const asked = (await emulator.requests()).filter(({ grantType }) => grantType === 'client_credentials')
    expect(asked.map(({ host }) => host)).toEqual(['westeurope.login.microsoft.com'])
  })
})

describe('MSAL for Python acts on behalf of a person', () => {
  const api = { clientId: t.apiAppId, credential: t.apiSecret }
  const onBehalfOf = (assertion: unknown, scopes: string[]) => ({ call: 'on_behalf_of', assertion, scopes })

  async function accessToken(): Promise<unknown> {
    const [answer] = await walk({ clientId: t.publicAppId }, codeStep([`${t.apiUri}/read`]))
    return answer?.access_token
  }

  it('whose token it was given', async () => {
    const [answer] = await walk(api, onBehalfOf(await accessToken(), ['User.Read']))
    expect(answer).toHaveProperty('access_token')
  })

  it('only while that token is good (AADSTS500133), and where the person agreed (AADSTS65001)', async () => {
    const assertion = await accessToken()
    const [missing] = await walk(api, onBehalfOf(assertion, [`${t.otherApiUri}/read`]))
    expect(missing).toMatchObject({ error_codes: [65001], suberror: 'consent_required' })
    await emulator.control('clock', { advanceSeconds: 3700 })
    const [late] = await walk(api, onBehalfOf(assertion, ['User.Read']))
    expect(late).toMatchObject({ error_codes: [500133] })
  })
})

describe('MSAL for Python refuses by itself', () => {
  it('an authority without TLS', async () => {
    const [answer] = await walk({ clientId: t.publicAppId, authority: `${emulator.plainUrl}/${t.tenantId}` })
    expect(answer?.raised).toContain('https')
  })

  it('an authority that instance discovery does not know', async () => {
    const [answer] = await walk(
      { clientId: t.publicAppId, authority: `https://login.elsewhere.example/${t.tenantId}` },
      { call: 'accounts' },
    )
    expect(answer?.raised).toContain('invalid_instance')
  })
})
