/** The people and groups of an Entra directory, read through Microsoft Graph into a running catalog. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fjordlight, type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'
import { type IngestedCatalog, startIngestedCatalog } from './ingested-catalog.ts'

const sampleCompany = fileURLToPath(new URL('../../../apps/entra/sample-company.yaml', import.meta.url))
const graph = '00000003-0000-0000-c000-000000000000'

let directory: string
let emulator: RunningEmulator
let subject: IngestedCatalog

/** The sample company, whose ingestion application may read people and groups unless `roles` say otherwise. */
function companyFile(roles: readonly string[]): string {
  const assignments = roles.map(
    (role) => `      - { principal: ${fjordlight.ingestionAppId}, resourceAppId: ${graph}, role: ${role} }\n`,
  )
  const text = readFileSync(sampleCompany, 'utf8').replace(
    '    appRoleAssignments:\n',
    `    appRoleAssignments:\n${assignments.join('')}`,
  )
  const file = join(directory, 'company.yaml')
  writeFileSync(file, text)
  return file
}

async function ingest(change: object = {}, filters: object = {}) {
  const config = {
    tenantId: fjordlight.tenantId,
    clientId: fjordlight.ingestionAppId,
    clientSecret: fjordlight.ingestionSecret,
    pageSize: 2,
    ...change,
  }
  const source = {
    type: 'entra',
    serviceName: 'directory',
    serviceConnection: { config },
    sourceConfig: { config: filters },
  }
  return await subject.ingest(source, { ...emulator.environment, NO_PROXY: 'localhost,127.0.0.1' })
}

interface Team {
  readonly teamType: string
  readonly version: number
  readonly users?: readonly { readonly name: string }[]
  readonly parents?: readonly { readonly name: string }[]
}

const team = (name: string) =>
  subject.catalog.api<Team>(`teams/name/${encodeURIComponent(name)}?fields=users,parents`)

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'interop-directory-'))
  ;[emulator, subject] = await Promise.all([
    startEmulator(companyFile(['User.Read.All', 'GroupMember.Read.All'])),
    startIngestedCatalog(),
  ])
})

afterAll(async () => {
  await subject?.stop()
  await emulator?.stop()
  if (directory) rmSync(directory, { recursive: true, force: true })
})

describe('the directory of the sample company', () => {
  it('becomes accounts and nested teams, page by page', async () => {
    const run = await ingest()
    expect(run.code, run.output).toBe(0)
    const ada = await subject.catalog.api<{ email: string; displayName: string }>('users/name/ada')
    expect(ada.email).toBe('ada@fjordlight.example')
    expect((await team('Analysts')).users?.map((user) => user.name).sort()).toEqual(['mei', 'omar'])
    expect(await team('Analysts')).toMatchObject({ teamType: 'Group', parents: [{ name: 'All Staff' }] })
    expect(await team('All Staff')).toMatchObject({ teamType: 'Department' })
    const pages = (await emulator.requests()).filter((request) => request.path === '/v1.0/users')
    expect(pages.length).toBeGreaterThan(2)
  })

  it('is read again without a change, and waits when Graph throttles', async () => {
    const before = (await team('Analysts')).version
    await emulator.control('faults', { kind: 'throttled', endpoint: 'graph', retryAfterSeconds: 1, times: 2 })
    const sinceMs = performance.now()
    const run = await ingest()
    expect(run.code, run.output).toBe(0)
    expect(performance.now() - sinceMs).toBeGreaterThan(2000)
    expect((await emulator.requests()).filter((request) => request.status === 429)).toHaveLength(2)
    expect((await team('Analysts')).version).toBe(before)
  })

  it('leaves out groups and people that the filters reject', async () => {
    const filters = {
      teamFilterPattern: { includes: ['^Nobody$'] },
      userFilterPattern: { includes: ['^Nobody$'] },
    }
    const run = await ingest({}, filters)
    expect(run.code, run.output).toBe(0)
    expect(run.output).toMatch(/\+0 new/)
  })

  it('says what to do about a wrong secret, and about a permission that is missing', async () => {
    const wrong = await ingest({ clientSecret: 'not-the-secret' })
    expect(wrong.code).toBe(5)
    expect(wrong.output).toMatch(/AADSTS7000215/)
    expect(wrong.output).toMatch(/waymark explain AADSTS7000215/)
    expect(wrong.output).not.toContain('not-the-secret')

    await emulator.stop()
    emulator = await startEmulator(companyFile([]))
    const closed = await ingest()
    expect(closed.code).toBe(5)
    expect(closed.output).toMatch(/User\.Read\.All and GroupMember\.Read\.All/)
  })
})
