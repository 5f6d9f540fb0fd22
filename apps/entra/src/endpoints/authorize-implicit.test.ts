import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { authorize, authorizeParameters, authorizeUrl, pick, replied, tokenIn } from '../testing/flows.ts'
import { sample, startTestEmulator, type TestEmulator, type TestResponse } from '../testing/start.ts'

const implicitAppId = '00000000-0000-4000-8000-00000000a002'

let emulator: TestEmulator
beforeAll(async () => {
  emulator = await startTestEmulator((state) => {
    const tenant = state.tenants[0]
    tenant?.applications?.push({
      appId: implicitAppId,
      displayName: 'Implicit',
      web: {
        redirectUris: ['https://app.fjordlight.example/Callback'],
        implicitGrantSettings: { enableIdTokenIssuance: true, enableAccessTokenIssuance: true },
      },
      groupMembershipClaims: 'SecurityGroup',
    })
    tenant?.servicePrincipals?.push({ appId: implicitAppId })
    // With the two that each is in already: six for Ada, five for Omar.
    tenant?.groups?.push(
      ...[1, 2, 3].map((number) => ({
        displayName: `Both ${number}`,
        members: ['ada@fjordlight.example', 'omar@fjordlight.example'],
      })),
      { displayName: 'Ada alone', members: ['ada@fjordlight.example'] },
    )
  })
})
afterAll(() => emulator.close())
afterEach(() => emulator.control('reset'))

const cookieOf = (response: TestResponse): string => response.headers['set-cookie']?.[0]?.split(';')[0] ?? ''

describe('tokens straight from /authorize, where the registration allows them', () => {
  it('come in the fragment, bound to each other', async () => {
    const asked = {
      client_id: implicitAppId,
      redirect_uri: 'https://app.fjordlight.example/Callback',
      scope: 'openid profile',
      response_type: 'id_token token',
    }
    const page = await pick(emulator, asked)
    const form = {
      ...authorizeParameters(asked),
      _account: `${sample.tenantId}/${sample.adaId}`,
      _consent: 'accept',
    }
    const answer = replied(await emulator.fetch(authorizeUrl, { form, headers: { cookie: cookieOf(page) } }))
    const half = createHash('sha256')
      .update(answer.access_token ?? '')
      .digest()
      .subarray(0, 16)
      .toString('base64url')
    expect(tokenIn(answer, 'id_token').claims).toMatchObject({ at_hash: half, nonce: 'the nonce' })
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: '3600' })
  })

  it('list five groups, and of six say only that there are some', async () => {
    const claimsOf = async (userId: string) => {
      const asked = {
        client_id: implicitAppId,
        redirect_uri: 'https://app.fjordlight.example/Callback',
        scope: 'openid',
        response_type: 'id_token',
      }
      const page = await pick(emulator, asked, userId)
      const form = {
        ...authorizeParameters(asked),
        _account: `${sample.tenantId}/${userId}`,
        _consent: 'accept',
      }
      const headers = { cookie: cookieOf(page) }
      const answer = replied(await emulator.fetch(authorizeUrl, { form, headers }))
      return tokenIn(answer, 'id_token').claims
    }
    expect((await claimsOf(sample.omarId)).groups).toHaveLength(5)
    const many = await claimsOf(sample.adaId)
    expect(many).toMatchObject({ hasgroups: true })
    expect(many).not.toHaveProperty('groups')
  })

  it('need a nonce', async () => {
    const asked = {
      client_id: implicitAppId,
      redirect_uri: undefined,
      response_type: 'id_token',
      nonce: undefined,
    }
    expect((await authorize(emulator, asked)).body).toContain('AADSTS90014: ')
  })
})
