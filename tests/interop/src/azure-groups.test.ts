import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../tools/ports/free-port.ts'
import { signInAtEmulator } from '../../processes/src/sign-in-at-emulator.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { fjordlight, type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'

const sampleCompany = fileURLToPath(new URL('../../../apps/entra/sample-company.yaml', import.meta.url))
const omar = 'a0b6f1c2-1d35-4a7e-9f10-2c3d4e5f6a03'
const mei = 'a0b6f1c2-1d35-4a7e-9f10-2c3d4e5f6a04'
const analysts = 'b1c7e2d3-2e46-4b8f-8a21-3d4e5f6a7b02'
const wanted = 'e0000000-0000-4000-8000-000000000205'
const graph = '00000003-0000-0000-c000-000000000000'
const secret = 'not-a-real-secret-fjordlight-ui'
const directory = mkdtempSync(join(tmpdir(), 'interop-groups-'))

let emulator: RunningEmulator
let catalog: RunningCatalog

/** The sample company, where Omar is in more groups than a token can list, and the UI's application may ask for them. */
function crowdedCompany(): string {
  const groups = Array.from({ length: 210 }, (_, index) => {
    const id = `e0000000-0000-4000-8000-${String(index).padStart(12, '0')}`
    return `      - { id: ${id}, displayName: Project ${index}, members: [omar@fjordlight.example] }`
  })
  const text = readFileSync(sampleCompany, 'utf8')
    .replace('    groups:\n', `    groups:\n${groups.join('\n')}\n`)
    .replace(
      '        displayName: Waymark\n',
      `        displayName: Waymark\n        groupMembershipClaims: SecurityGroup\n        passwordCredentials: [{ secretText: ${secret} }]\n`,
    )
    .replace(
      '    appRoleAssignments:\n',
      `    appRoleAssignments:\n      - { principal: ${fjordlight.uiAppId}, resourceAppId: ${graph}, role: GroupMember.Read.All }\n`,
    )
  const file = join(directory, 'crowded.yaml')
  writeFileSync(file, text)
  return file
}

beforeAll(async () => {
  const port = await freePort()
  const url = `http://localhost:${port}`
  emulator = await startEmulator(crowdedCompany())
  catalog = await startCatalog({
    port,
    environment: {
      ...emulator.environment,
      OPENMETADATA_SERVER_URL: url,
      AUTHENTICATION_PROVIDER: 'azure',
      AUTHENTICATION_AUTHORITY: emulator.authority,
      AUTHENTICATION_CLIENT_ID: fjordlight.uiAppId,
      // Registered for the sample company; the helper brings the answer to where the catalog is.
      AUTHENTICATION_CALLBACK_URL: 'http://localhost:8585/callback',
      WAYMARK_ALLOWED_ORIGINS: `[${url}]`,
      AUTHORIZER_PRINCIPAL_DOMAIN: 'fjordlight.example',
      WAYMARK_GRAPH_IDENTITY: 'secret',
      OIDC_CLIENT_SECRET: secret,
      WAYMARK_CLAIM_MAPPINGS: `[groups:${wanted}=team:Project205,groups:${analysts}=role:DataSteward]`,
    },
  })
  await catalog.api('teams', { method: 'PUT', body: { name: 'Project205', teamType: 'Group' } })
})
afterAll(async () => {
  await catalog?.stop()
  await emulator?.stop()
  rmSync(directory, { recursive: true, force: true })
})

interface Person {
  readonly teams: readonly { readonly name: string }[]
  readonly roles: readonly { readonly name: string }[]
}

async function rightsAfterSignIn(name: string, id: string): Promise<{ teams: string[]; roles: string[] }> {
  const cookie = await signInAtEmulator(emulator, catalog.url, id)
  const me = await fetch(`${catalog.url}/api/v1/auth/session`, { headers: { cookie } })
  expect(await me.json()).toMatchObject({ name, via: 'session' })
  const { teams, roles } = await catalog.api<Person>(`users/name/${name}?fields=teams,roles`)
  const names = (list: Person['teams']) =>
    list.map((each) => each.name).filter((each) => each !== 'Organization')
  return { teams: names(teams), roles: names(roles) }
}

async function groupStep(): Promise<{ ok: boolean; detail?: string } | undefined> {
  const { data } = await catalog.api<{
    data: { kind: string; steps: { step: string; ok: boolean; detail?: string }[] }[]
  }>('auth/attempts?limit=1')
  return data[0]?.steps.find(({ step }) => step === 'groups')
}

const askedGraph = async () =>
  (await emulator.requests()).filter(({ path }) => path.endsWith('/getMemberObjects')).length

describe('more groups than a token holds, at Microsoft’s own addresses over TLS', () => {
  it('are asked from Microsoft Graph, those by way of other groups included', async () => {
    expect(await rightsAfterSignIn('omar', omar)).toEqual({ teams: ['Project205'], roles: ['DataSteward'] })
    expect(await groupStep()).toEqual({
      step: 'groups',
      ok: true,
      // 210, Analysts, and All Staff, of which Analysts is a member.
      detail: '212 asked from Microsoft Graph',
    })
    expect(await askedGraph()).toBe(1)
  })

  it('are not asked for somebody whose token lists them', async () => {
    const before = await askedGraph()
    expect(await rightsAfterSignIn('mei', mei)).toEqual({ teams: [], roles: ['DataSteward'] })
    expect(await askedGraph()).toBe(before)
  })

  it.each([
    ['is away', { kind: 'unavailable', endpoint: 'graph' }],
    ['throttles', { kind: 'throttled', endpoint: 'graph', retryAfterSeconds: 60 }],
    ['hangs', { kind: 'slow', endpoint: 'graph', delayMs: 30_000 }],
  ])('stay as they were when Graph %s, and the flight recorder says why', async (_what, fault) => {
    await emulator.control('faults', fault)
    const sinceMs = performance.now()
    expect(await rightsAfterSignIn('omar', omar)).toEqual({ teams: ['Project205'], roles: ['DataSteward'] })
    // Not waited for: five seconds, and what a busy machine adds.
    expect(performance.now() - sinceMs).toBeLessThan(20_000)
    const step = await groupStep()
    expect(step).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/Microsoft Graph did not name them/),
    })
    expect(JSON.stringify(step)).not.toContain(secret)
    await emulator.control('reset')
  })
})
