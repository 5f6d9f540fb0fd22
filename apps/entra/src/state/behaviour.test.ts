import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import {
  authorizeParameters,
  clientCredentials,
  codeFor,
  redeem,
  refusalOf,
  replied,
  tokenIn,
} from '../testing/flows.ts'
import { sample, startTestEmulator, type TestEmulator } from '../testing/start.ts'

async function withEmulator(
  change: Parameters<typeof startTestEmulator>[0],
  test: (emulator: TestEmulator) => Promise<void>,
) {
  const emulator = await startTestEmulator(change)
  try {
    await test(emulator)
  } finally {
    await emulator.close()
  }
}

describe('switches of behaviour', () => {
  it('draw lifetimes from a range', () =>
    withEmulator(
      (state) => {
        state.behaviour = { accessTokenLifetime: { randomSeconds: [3600, 5400] } }
      },
      async (emulator) => {
        const lifetimes = new Set<number>()
        for (let time = 0; time < 8; time += 1)
          lifetimes.add(Number((await clientCredentials(emulator)).json().expires_in))
        expect(lifetimes.size).toBeGreaterThan(1)
        expect(Math.min(...lifetimes)).toBeGreaterThanOrEqual(3600)
        expect(Math.max(...lifetimes)).toBeLessThanOrEqual(5400)
      },
    ))

  it('compare origins, and issue tokens without object id', () =>
    withEmulator(
      (state) => {
        state.behaviour = {
          originMustMatchRedirectUri: true,
          withoutServicePrincipal: 'tokenWithoutObjectId',
        }
        const tenant = state.tenants[0]
        if (tenant) {
          tenant.servicePrincipals = (tenant.servicePrincipals ?? []).filter(
            ({ appId }) => appId !== sample.ingestionAppId,
          )
          tenant.appRoleAssignments = []
        }
      },
      async (emulator) => {
        const elsewhere = await redeem(
          emulator,
          await codeFor(emulator),
          {},
          { origin: 'http://localhost:3000' },
        )
        expect(refusalOf(elsewhere).code).toBe(9002326)
        expect((await redeem(emulator, await codeFor(emulator))).status).toBe(200)
        const { claims } = tokenIn((await clientCredentials(emulator)).json(), 'access_token')
        for (const claim of ['oid', 'sub', 'roles']) expect(claims).not.toHaveProperty(claim)
      },
    ))
})

describe('an application for several tenants', () => {
  it('signs people in to their own tenant from organizations', () =>
    withEmulator(
      (state) => {
        const ui = state.tenants[0]?.applications?.[0]
        if (ui) ui.signInAudience = 'AzureADMultipleOrgs'
        state.tenants.push({
          id: '11111111-1111-4111-8111-111111111111',
          displayName: 'Northern Grid',
          domains: [{ name: 'northerngrid.example' }],
          users: [
            {
              id: '22222222-2222-4222-8222-222222222222',
              userPrincipalName: 'nora@northerngrid.example',
              displayName: 'Nora',
            },
          ],
          servicePrincipals: [{ appId: sample.uiAppId }],
          oauth2PermissionGrants: [
            { clientAppId: sample.uiAppId, resourceAppId: sample.uiAppId, scope: 'access_as_user' },
            {
              clientAppId: sample.uiAppId,
              resourceAppId: '00000003-0000-0000-c000-000000000000',
              scope: 'openid profile email offline_access',
            },
          ],
        })
      },
      async (emulator) => {
        const url = 'https://login.microsoftonline.com/organizations/oauth2/v2.0/'
        const answer = await emulator.fetch(`${url}authorize`, {
          form: {
            ...authorizeParameters(),
            _account: '11111111-1111-4111-8111-111111111111/22222222-2222-4222-8222-222222222222',
          },
        })
        const tokens = (
          await redeem(emulator, replied(answer).code ?? '', {}, undefined, `${url}token`)
        ).json()
        expect(tokenIn(tokens, 'access_token').claims).toMatchObject({
          iss: 'https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/v2.0',
          tid: '11111111-1111-4111-8111-111111111111',
        })
      },
    ))
})

describe('a seed', () => {
  it('makes the same sequence every time, another seed another one, none a fresh one', () => {
    const sequence = (seed?: string) => {
      const random = createRandom(seed)
      return [random.guid(), random.text(16), random.between(1, 1_000_000)].join(' ')
    }
    expect(sequence('a')).toBe(sequence('a'))
    expect(sequence('a')).not.toBe(sequence('b'))
    expect(sequence()).not.toBe(sequence())
  })
})
