/** What clouds give in place of a password. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { cloudPassword } from './cloud-password.ts'
import { serving } from './testing-http.ts'

const to = { host: 'shop.abc.eu-west-1.rds.amazonaws.com', port: 5432, user: 'reader' }
const nowMs = Date.parse('2026-11-20T10:00:00Z')
afterEach(() => vi.unstubAllEnvs())

describe('a password of the cloud', () => {
  it('is none where no cloud is named', async () => {
    expect(await cloudPassword({}, to, nowMs)).toBeUndefined()
  })

  it('is the token of an Entra application for Azure Database for PostgreSQL', async () => {
    const asked: URLSearchParams[] = []
    await serving(
      async (request, response) => {
        let said = ''
        for await (const part of request) said += String(part)
        asked.push(new URLSearchParams(said))
        response.end(JSON.stringify({ access_token: 'an-entra-token', expires_in: 3600 }))
      },
      async (url) => {
        vi.stubEnv('AZURE_AUTHORITY_HOST', url)
        const azureConfig = { tenantId: 't', clientId: 'c', clientSecret: 's' }
        expect(await cloudPassword({ azureConfig }, to, nowMs)).toBe('an-entra-token')
      },
    )
    expect(asked[0]?.get('scope')).toBe('https://ossrdbms-aad.database.windows.net/.default')
  })

  it('is an address of RDS with its signature, for this user and a quarter of an hour', async () => {
    const awsConfig = {
      awsRegion: 'eu-west-1',
      awsAccessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      awsSecretAccessKey: 'a-secret',
      awsSessionToken: 'a/session+token',
    }
    const token = await cloudPassword({ awsConfig }, to, nowMs)
    const url = new URL(`https://${token}`)
    expect(url.host).toBe(`${to.host}:5432`)
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      Action: 'connect',
      DBUser: 'reader',
      'X-Amz-Credential': 'AKIAIOSFODNN7EXAMPLE/20261120/eu-west-1/rds-db/aws4_request',
      'X-Amz-Date': '20261120T100000Z',
      'X-Amz-Expires': '900',
      'X-Amz-Security-Token': 'a/session+token',
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(token).not.toContain('a-secret')
    const another = await cloudPassword({ awsConfig }, { ...to, user: 'owner' }, nowMs)
    expect(new URL(`https://${another}`).searchParams.get('X-Amz-Signature')).not.toBe(
      url.searchParams.get('X-Amz-Signature'),
    )
  })

  it('is refused with the fix where a role shall be assumed', async () => {
    const awsConfig = { awsRegion: 'eu-west-1', assumeRoleArn: 'arn:aws:iam::1:role/x' }
    await expect(cloudPassword({ awsConfig }, to, nowMs)).rejects.toMatchObject({
      hint: expect.stringContaining('profileName'),
    })
  })
})
