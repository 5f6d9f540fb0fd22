import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fjordlight } from '../../processes/src/start-emulator.ts'
import { type AzureTenant, havbris, startAzureTenant } from './azure-tenant.ts'

let tenant: AzureTenant
beforeAll(async () => {
  tenant = await startAzureTenant()
  await tenant.setup('--self-audience')
})
afterAll(() => tenant?.stop())

interface Report {
  kind: string
  accepted: boolean
  claims: { claim: string; value: string }[]
  rules: { rule: string; verdict: string; because: string; fix?: string }[]
}

/** Explains the token that is given on standard input. */
async function explain(
  token: string,
  settings: Record<string, string> = {},
): Promise<Report & { code: number | null }> {
  const { code, stdout, stderr } = await tenant.waymark(
    ['doctor', '--json', '--token', '-'],
    { ...tenant.settings(), WAYMARK_APP_ROLE: 'Ingestion.Bot', ...settings },
    token,
  )
  if (!stdout.startsWith('{')) throw new Error(stderr)
  return { code, ...JSON.parse(stdout) }
}

const refusals = ({ rules }: Report) =>
  rules.filter(({ verdict }) => verdict === 'refuses').map(({ rule }) => rule)

async function tokenFor(form: Record<string, string>): Promise<string> {
  const settings = tenant.settings()
  const response = await fetch(`${tenant.emulator.plainUrl}/${havbris.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: settings.OM_AUTH_AIRFLOW_AZURE_CLIENT_ID ?? '',
      client_secret: settings.OM_AUTH_AIRFLOW_AZURE_CLIENT_SECRET ?? '',
      ...form,
    }),
  })
  return String(((await response.json()) as Record<string, unknown>).access_token)
}

const uiScope = () => `api://${tenant.settings().AUTHENTICATION_CLIENT_ID}/.default`

describe('waymark doctor --token', () => {
  it("accepts ingestion's token by every rule, the signature included", async () => {
    const report = await explain(await tokenFor({ scope: uiScope() }))
    expect(report).toMatchObject({ kind: 'application', accepted: true, code: 0 })
    expect(report.rules.map(({ verdict }) => verdict)).toEqual(report.rules.map(() => 'accepts'))
    expect(report.claims.find(({ claim }) => claim === 'roles')?.value).toBe('Ingestion.Bot')
  })

  it('says which setting an audience of its own needs, and that the role is missing there', async () => {
    const scope = (tenant.settings().OM_AUTH_AIRFLOW_AZURE_SCOPES ?? '').replace(/^\[|\]$/g, '')
    const report = await explain(await tokenFor({ scope }), { WAYMARK_EXTRA_AUDIENCES: '' })
    expect(report).toMatchObject({ accepted: false, code: 4 })
    expect(refusals(report)).toEqual(['audience', 'role'])
    expect(report.rules.find(({ rule }) => rule === 'audience')?.fix).toContain('WAYMARK_EXTRA_AUDIENCES=[')
  })

  it('D3: recognises a token for Microsoft Graph, and shows nothing about the person', async () => {
    const response = await fetch(`${tenant.emulator.plainUrl}/__emulator/graph-token`, {
      method: 'POST',
      body: JSON.stringify({ user: havbris.globalAdministrator, scopes: ['User.Read'] }),
    })
    const { access_token: token } = (await response.json()) as { access_token: string }
    const report = await explain(token)
    expect(report.kind).toBe('person')
    expect(refusals(report)).toContain('audience')
    expect(report.rules.find(({ rule }) => rule === 'audience')?.because).toContain('Microsoft Graph')
    expect(JSON.stringify(report)).not.toMatch(/nora|havbris\.example|Haugen/i)
    expect(JSON.stringify(report)).not.toContain(token.split('.')[2])
  })

  it.each([
    ['a changed signature', (token: string) => `${token.slice(0, -8)}AAAAAAAA`, 'signature'],
    ['another tenant', (token: string) => changed(token, { tid: fjordlight.tenantId }), 'tenant'],
    ['another issuer', (token: string) => changed(token, { iss: 'https://evil.example/' }), 'issuer'],
    ['an expired token', (token: string) => changed(token, { exp: 1_700_000_000 }), 'time'],
    ['no object id', (token: string) => changed(token, { oid: undefined }), 'identity'],
    ['an ID token', (token: string) => changed(token, { azp: undefined, nonce: 'n' }), 'kind'],
    ['no role', (token: string) => changed(token, { roles: [] }), 'role'],
    [
      'an application that proved nothing',
      (token: string) => changed(token, { idtyp: undefined, azpacr: '0' }),
      'kind',
    ],
    ['a person who is an application', (token: string) => changed(token, { scp: 'access_as_user' }), 'kind'],
  ])('refuses %s by the rule for it', async (_what, change, rule) => {
    const report = await explain(change(await tokenFor({ scope: uiScope() })))
    expect(refusals(report)).toContain(rule)
  })

  it('demands idtyp, and lets ID tokens in, where the settings of the server do', async () => {
    const token = await tokenFor({ scope: uiScope() })
    const without = changed(token, { idtyp: undefined })
    expect(refusals(await explain(without))).toEqual(['signature'])
    expect(refusals(await explain(without, { WAYMARK_REQUIRE_IDTYP: 'true' }))).toContain('kind')
    const idToken = changed(token, { azp: undefined, idtyp: undefined, nonce: 'n' })
    expect(refusals(await explain(idToken, { WAYMARK_ID_TOKEN_MODE: 'compat' }))).not.toContain('kind')
  })

  it('leaves 2 for what is no token', async () => {
    expect((await tenant.waymark(['doctor', '--token', 'hello'])).code).toBe(2)
  })
})

/** The same token with other claims; its signature no longer fits. */
function changed(token: string, claims: object): string {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const before = JSON.parse(Buffer.from(payload, 'base64url').toString())
  return [
    header,
    Buffer.from(JSON.stringify({ ...before, ...claims })).toString('base64url'),
    signature,
  ].join('.')
}

describe('waymark doctor without a token for Microsoft Graph', () => {
  it('checks what it can, and says of the rest why not', async () => {
    const { stdout, code } = await tenant.waymark(['doctor', '--json', '--env-file', tenant.envFile], {
      PATH: '/nonexistent',
    })
    expect(code).toBe(0)
    const { checks } = JSON.parse(stdout) as { checks: { id: string; status: string; cause: string }[] }
    const of = (id: string) => checks.find((check) => check.id === id)
    expect(of('ui-application')).toMatchObject({ status: 'skipped', cause: expect.stringContaining('az') })
    expect(of('ingestion-token')?.status).toBe('pass')
    expect(of('discovery')?.status).toBe('pass')
  })

  it('finds the cause in the answer of the token endpoint', async () => {
    const { stdout } = await tenant.waymark(['doctor', '--env-file', tenant.envFile, '--json'], {
      PATH: '/nonexistent',
    })
    expect(JSON.parse(stdout).first).not.toBe('ingestion-token')
    await tenant.emulator.control('faults', { kind: 'secret-expired' })
    const later = await tenant.waymark(['doctor', '--env-file', tenant.envFile], { PATH: '/nonexistent' })
    await fetch(`${tenant.emulator.plainUrl}/__emulator/faults`, { method: 'DELETE' })
    expect(later.code).toBe(4)
    expect(later.stdout).toMatch(
      /✖ ingestion-token .*AADSTS7000222.*\n +fix {2}Make a new secret .*waymark explain AADSTS7000222/,
    )
    // What was skipped for one reason is one line.
    expect(later.stdout).toMatch(/– tenants … role-assignment +Needs to read the directory/)
  })

  it('leaves 78 when a setting is wrong', async () => {
    const { code } = await tenant.waymark(['doctor'], {
      PATH: '/nonexistent',
      AUTHENTICATION_PROVIDER: 'azure',
    })
    expect(code).toBe(78)
  })
})

describe('waymark explain', () => {
  it.each([
    ['AADSTS700016', 'AADSTS700016', ['client-id', 'ui-application', 'ingestion-application']],
    [
      'https://catalog.example/callback#error=invalid_request&error_description=AADSTS9002326%3a+Cross-origin+token+redemption&state=x',
      'AADSTS9002326',
      ['redirect-platform'],
    ],
    ['2026-11-22 ERROR msal AADSTS53003: Access has been blocked', 'AADSTS53003', []],
    [
      '{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges"}}',
      'Authorization_RequestDenied',
      [],
    ],
    ['?error=login_required&state=1', 'login_required', []],
  ])('explains %s', async (text, code, checks) => {
    const { stdout } = await tenant.waymark(['explain', '--json', '--', text])
    expect(JSON.parse(stdout)).toMatchObject({ code, checks, fix: expect.any(String) })
  })

  it('takes from a log line what names the event in the sign-in log', async () => {
    const line =
      'AADSTS7000215: Invalid client secret provided. Trace ID: 0ec54f00-25da-4a28-bc8d-5d2b3a5c0e00 ' +
      'Correlation ID: 1b1f0a5e-7d6a-4f6e-9f61-2b7c8a9d0e11 Timestamp: 2026-11-22 10:00:00Z'
    const { stdout } = await tenant.waymark(['explain', '--json', line])
    expect(JSON.parse(stdout)).toMatchObject({
      traceId: '0ec54f00-25da-4a28-bc8d-5d2b3a5c0e00',
      correlationId: '1b1f0a5e-7d6a-4f6e-9f61-2b7c8a9d0e11',
      timestamp: '2026-11-22 10:00:00Z',
    })
  })
})
