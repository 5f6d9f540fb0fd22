import { X509Certificate } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../../processes/src/run-program.ts'
import { type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'
import { createMsalTenant, type MsalTenant, msalTenant as t } from './msal-tenant.ts'

const script = fileURLToPath(new URL('./msal-node-client.ts', import.meta.url))

let tenant: MsalTenant
let emulator: RunningEmulator
beforeAll(async () => {
  tenant = await createMsalTenant()
  emulator = await startEmulator(tenant.stateFile)
})
afterAll(async () => {
  await emulator?.stop()
  tenant?.remove()
})
afterEach(() => emulator.control('reset'))

const account = `${t.tenantId}/${t.ada}`
const publicClient = { clientId: t.publicAppId, account, redirectUri: 'http://localhost/callback' }

async function ask(
  asked: object,
  environment: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await runProgram(process.execPath, [script], {
    environment: { ...emulator.environment, ...environment },
    input: JSON.stringify({ authority: emulator.authority, ...asked }),
  })
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const grants = async () => (await emulator.requests()).flatMap(({ grantType }) => grantType ?? [])

describe('MSAL for Node', () => {
  it('proves who its application is by certificate', async () => {
    const { private_key: privateKey, public_certificate: certificate } = tenant.certificate
    const thumbprintSha256 = new X509Certificate(certificate).fingerprint256.replaceAll(':', '')
    const answer = await ask({
      clientId: t.certificateAppId,
      clientCertificate: { thumbprintSha256, privateKey },
      scopes: [`${t.apiUri}/.default`],
    })
    expect(answer).toHaveProperty('accessToken')
  })

  it('signs a person in by device code, whose grant it calls by its short name', async () => {
    const answer = await ask({
      ...publicClient,
      call: 'deviceCode',
      devicePage: `${emulator.plainUrl}/common/oauth2/deviceauth`,
      scopes: ['User.Read'],
    })
    expect(answer.homeAccountId).toBe(`${t.ada}.${t.tenantId}`)
    expect(await grants()).toContain('device_code')
  })

  it('signs a person in by authorization code, and an API acts on their behalf', async () => {
    const person = await ask({ ...publicClient, call: 'code', scopes: [`${t.apiUri}/read`] })
    expect(person.homeAccountId).toBe(`${t.ada}.${t.tenantId}`)
    const api = await ask({
      clientId: t.apiAppId,
      clientSecret: t.apiSecret,
      call: 'onBehalfOf',
      assertion: person.accessToken,
      scopes: ['User.Read'],
    })
    expect(api).toHaveProperty('accessToken')
  })

  it('signs a personal account in at common', async () => {
    const person = await ask({
      authority: 'https://login.microsoftonline.com/common',
      clientId: t.everybodyAppId,
      account: `${t.personalTenantId}/${t.lena}`,
      redirectUri: 'http://localhost/callback',
      call: 'code',
      scopes: [`${t.everybodyApiUri}/read`],
    })
    expect(person.homeAccountId).toBe(`${t.lena}.${t.personalTenantId}`)
  })

  it('asks a regional host for an application’s token where it is told a region', async () => {
    const answer = await ask({
      clientId: t.apiAppId,
      clientSecret: t.apiSecret,
      scopes: [`${t.apiUri}/.default`],
      region: 'westeurope',
    })
    expect(answer).toHaveProperty('accessToken')
    expect((await emulator.requests()).flatMap(({ host, grantType }) => (grantType ? [host] : []))).toEqual([
      'westeurope.login.microsoft.com',
    ])
  })

  it('refuses client credentials of no tenant in particular by itself', async () => {
    const answer = await ask({
      authority: 'https://login.microsoftonline.com/common',
      clientId: t.apiAppId,
      clientSecret: t.apiSecret,
      scopes: [`${t.apiUri}/.default`],
    })
    expect(answer.errorCode).toBe('missing_tenant_id_error')
    expect(await emulator.requests()).toEqual([])
  })

  it('asks no instance discovery about a host that it is told to trust, and reads its document instead', async () => {
    const answer = await ask(
      {
        authority: `https://localhost:${emulator.tlsPort}/${t.tenantId}`,
        knownAuthorities: [`localhost:${emulator.tlsPort}`],
        clientId: t.apiAppId,
        clientSecret: t.apiSecret,
        scopes: [`${t.apiUri}/.default`],
      },
      { NO_PROXY: 'localhost' },
    )
    expect(answer).toHaveProperty('accessToken')
    const seen = (await emulator.requests()).filter(({ method }) => method !== 'CONNECT')
    expect(seen.map(({ host, path }) => [host, path])).toEqual([
      ['localhost', `/${t.tenantId}/v2.0/.well-known/openid-configuration`],
      ['login.microsoftonline.com', `/${t.tenantId}/oauth2/v2.0/token`],
    ])
  })

  it('asks instance discovery about a host it does not know, and takes its no for an answer', async () => {
    const answer = await ask({
      authority: `https://login.elsewhere.example/${t.tenantId}`,
      clientId: t.apiAppId,
      clientSecret: t.apiSecret,
      scopes: [`${t.apiUri}/.default`],
    })
    expect(answer.errorMessage).toMatch(/untrusted_authority|invalid_instance|endpoints_resolution_error/)
    expect((await emulator.requests()).map(({ path }) => path)).toContain('/common/discovery/instance')
  })
})
