import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import {
  authorizeParameters,
  clientCredentials,
  codeFor,
  pick,
  redeem,
  refusalOf,
  replied,
  tokenIn,
} from '../testing/flows.ts'
import { graphAs, graphRefusalOf } from '../testing/graph.ts'
import { sample, startTestEmulator, type TestEmulator } from '../testing/start.ts'
import type { BehaviourEntry } from './behaviour-schema.ts'

const login = 'https://login.microsoftonline.com'
const otherAppId = '00000000-0000-4000-8000-0000000000b1'

async function started(behaviour: BehaviourEntry): Promise<TestEmulator> {
  return await startTestEmulator((state) => {
    state.behaviour = behaviour
    const [tenant] = state.tenants
    const [ui] = tenant?.applications ?? []
    if (ui) ui.web = { implicitGrantSettings: { enableAccessTokenIssuance: true } }
    tenant?.applications?.push({
      appId: otherAppId,
      displayName: 'Public, with a secret',
      isFallbackPublicClient: true,
      identifierUris: ['api://itself'],
      passwordCredentials: [{ secretText: 'known' }],
      appRoles: [{ value: 'Reader' }],
    })
    tenant?.servicePrincipals?.push({ appId: otherAppId })
    tenant?.groups?.push({ displayName: 'Daemons', members: [otherAppId] })
    tenant?.appRoleAssignments?.push({ principal: 'Daemons', resourceAppId: otherAppId, role: 'Reader' })
  })
}

const other = { client_id: otherAppId, client_secret: 'known', scope: 'api://itself/.default' }
const byId = { ...other, scope: `${otherAppId}/.default` }

/** What each switch is about, seen from outside. */
const observations: Record<string, (emulator: TestEmulator) => Promise<unknown>> = {
  allowedOrigin: async (emulator) =>
    (await redeem(emulator, await codeFor(emulator))).headers['access-control-allow-origin'],
  clientCredentialsByPublicClient: async (emulator) => {
    const answer = await clientCredentials(emulator, byId)
    return answer.status === 200 ? 'a token' : refusalOf(answer).code
  },
  clientCredentialsForItself: async (emulator) => {
    const answer = await clientCredentials(emulator, other)
    return answer.status === 200 ? 'a token' : refusalOf(answer).code
  },
  directoryRolesAtGraph: async (emulator) => {
    const graph = await graphAs(emulator, { user: 'omar@fjordlight.example' })
    return (await graph.post('/applications/nothing/addPassword', {})).status === 404
      ? (await graph.patch(`/servicePrincipals(appId='${otherAppId}')`, { tags: ['seen'] })).status
      : 'unexpected'
  },
  duplicateStatus: async (emulator) => {
    const graph = await graphAs(emulator, { user: 'ada@fjordlight.example' })
    return graphRefusalOf(await graph.post('/servicePrincipals', { appId: otherAppId })).status
  },
  graphTokens: async (emulator) => {
    const scope = 'User.Read openid'
    const tokens = (await redeem(emulator, await codeFor(emulator, { scope }), {})).json()
    const me = await emulator.fetch('https://graph.microsoft.com/v1.0/me', {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    })
    return ['nonce' in tokenIn(tokens, 'access_token').header, me.status]
  },
  redirectUriOnTwoPlatforms: async (emulator) => {
    const graph = await graphAs(emulator, { user: 'ada@fjordlight.example' })
    const redirectUris = ['https://catalog.example/callback']
    return (
      await graph.post('/applications', { displayName: 'Two', spa: { redirectUris }, web: { redirectUris } })
    ).status
  },
  refreshIn: async (emulator) => (await clientCredentials(emulator)).json().refresh_in,
  responseTypesWithoutDiscovery: async (emulator) => {
    const answer = replied(await pick(emulator, { response_type: 'code token' }))
    return answer.error ?? ['code' in answer, 'access_token' in answer]
  },
  rolesThroughGroups: async (emulator) =>
    decodeJwt(String((await clientCredentials(emulator, byId)).json().access_token)).roles,
  tenantKeyIssuer: async (emulator) => {
    const url = `${login}/${sample.tenantId}/discovery/v2.0/keys`
    return ((await emulator.fetch(url)).json().keys as { issuer: string }[])[0]?.issuer
  },
  v1KeyIssuer: async (emulator) =>
    ((await emulator.fetch(`${login}/common/discovery/keys`)).json().keys as { issuer?: string }[])[0]
      ?.issuer,
  v1Numbers: async (emulator) => {
    const url = `${login}/${sample.tenantId}/oauth2/token`
    const asked = { ...byId, scope: undefined, resource: otherAppId }
    return typeof (await clientCredentials(emulator, asked, url)).json().expires_in
  },
  v1SharedIssuer: async (emulator) =>
    (await emulator.fetch(`${login}/common/.well-known/openid-configuration`)).json().issuer,
  problems: async (emulator) => {
    const answer = await emulator.fetch(`${login}/${sample.tenantId}/oauth2/v2.0/authorize`, {
      form: authorizeParameters({ response_type: 'id_token' }),
    })
    return /AADSTS\d+/.exec(decodeURIComponent(answer.headers.location ?? ''))?.[0]
  },
}

const twoHours = { accessTokenLifetime: { fixedSeconds: 7200 } }
const template = `${login}/{tenantid}/v2.0`

describe('what nobody has documented', () => {
  it('is guessed', async () => {
    const emulator = await started(twoHours)
    try {
      const seen: Record<string, unknown> = {}
      for (const [name, observe] of Object.entries(observations)) seen[name] = await observe(emulator)
      expect(seen).toEqual({
        allowedOrigin: 'http://localhost:8585',
        clientCredentialsByPublicClient: 'a token',
        clientCredentialsForItself: 'a token',
        directoryRolesAtGraph: 403,
        duplicateStatus: 409,
        graphTokens: [false, 200],
        redirectUriOnTwoPlatforms: 400,
        refreshIn: undefined,
        responseTypesWithoutDiscovery: 'unsupported_response_type',
        rolesThroughGroups: ['Reader'],
        tenantKeyIssuer: template,
        v1KeyIssuer: undefined,
        v1Numbers: 'string',
        v1SharedIssuer: 'https://sts.windows.net/{tenantid}/',
        problems: 'AADSTS700054',
      })
    } finally {
      await emulator.close()
    }
  })

  it('is as the state file says, where it says it', async () => {
    const emulator = await started({
      ...twoHours,
      allowedOrigin: 'any',
      clientCredentialsForItself: 'refuse',
      directoryRolesAtGraph: 'ignored',
      duplicateStatus: '400',
      graphTokens: 'withNonce',
      redirectUriOnTwoPlatforms: 'accept',
      refreshIn: 'half',
      responseTypesWithoutDiscovery: 'accept',
      rolesThroughGroups: 'ignored',
      tenantKeyIssuer: 'tenant',
      v1KeyIssuer: 'template',
      v1Numbers: 'number',
      v1SharedIssuer: 'https://sts.example/',
      problems: { 700054: { code: 70005 } },
    })
    try {
      const seen: Record<string, unknown> = {}
      for (const [name, observe] of Object.entries(observations)) seen[name] = await observe(emulator)
      expect(seen).toEqual({
        allowedOrigin: '*',
        clientCredentialsByPublicClient: 'a token',
        clientCredentialsForItself: 90009,
        directoryRolesAtGraph: 204,
        duplicateStatus: 400,
        graphTokens: [true, 200],
        redirectUriOnTwoPlatforms: 201,
        refreshIn: 3600,
        responseTypesWithoutDiscovery: [true, true],
        rolesThroughGroups: undefined,
        tenantKeyIssuer: `${login}/${sample.tenantId}/v2.0`,
        v1KeyIssuer: template,
        v1Numbers: 'number',
        v1SharedIssuer: 'https://sts.example/',
        problems: 'AADSTS70005',
      })
    } finally {
      await emulator.close()
    }
  })

  it('lets a public client’s secret be refused, too: AADSTS700025', async () => {
    const emulator = await started({ clientCredentialsByPublicClient: 'refuse' })
    try {
      expect(await observations.clientCredentialsByPublicClient?.(emulator)).toBe(700025)
    } finally {
      await emulator.close()
    }
  })
})
