import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findResource, findTenant, findUser, groupIdsOf, rolesOf } from '../directory/lookup.ts'
import { sample, sampleFile } from '../testing/start.ts'
import { loadState, parseState, StartRefused } from './load.ts'
import { publishedSchema, publishedSchemaUrl } from './published-schema.ts'

const minimal = (more: string) => `tenants:
  - id: 5f1d4a6e-7c1b-4c55-9d3a-0f6e2b8c9a10
    displayName: Fjordlight Energy
    domains: [{ name: fjordlight.example }]
${more}`

const refusalOf = (text: string): string => {
  try {
    parseState(text, 'state.yaml')
  } catch (error) {
    if (error instanceof StartRefused) return error.message
    throw error
  }
  throw new Error('the state was accepted')
}

describe('a state file', () => {
  it('of the sample company becomes a directory with people, groups and applications', () => {
    const directory = loadState(sampleFile).build()
    const tenant = findTenant(directory, 'fjordlight.example')
    if (!tenant) throw new Error('no tenant')
    expect(tenant).toMatchObject({ id: sample.tenantId, displayName: 'Fjordlight Energy' })
    expect(tenant.users.map((user) => user.displayName)).toEqual([
      'Ada Lindqvist',
      'Signe Dahl',
      'Omar Haddad',
      'Mei Tanaka',
      'Rosa Keller',
    ])
    expect(findUser(tenant, 'OMAR@fjordlight.example')?.id).toBe(sample.omarId)
    expect(groupIdsOf(tenant, sample.omarId, true)).toHaveLength(2)
    const api = findResource(directory, tenant, `api://${sample.uiAppId}/`)
    if (!api) throw new Error('no API')
    expect(rolesOf(tenant, sample.ingestionObjectId, api)).toEqual(['Ingestion.Bot'])
  })

  it('gives the same ids on every start to what it leaves unnamed', () => {
    const text = minimal('    users: [{ userPrincipalName: eva@fjordlight.example, displayName: Eva }]')
    const ids = [1, 2].map(() => parseState(text, 'state.yaml').build().tenants[0]?.users[0]?.id)
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(ids[1]).toBe(ids[0])
  })

  it('with an unknown key is refused with line, path and the likely right key', () => {
    expect(refusalOf(minimal('    usres: []'))).toBe(
      'state.yaml:5:5 tenants[0].usres is not a known key; did you mean "users"?',
    )
    expect(
      refusalOf(
        minimal('    users:\n      - userPrincipleName: eva@fjordlight.example\n        displayName: Eva'),
      ),
    ).toContain('tenants[0].users[0].userPrincipleName is not a known key; did you mean "userPrincipalName"?')
  })

  it('with a value of the wrong kind is refused with what is expected', () => {
    expect(refusalOf(minimal('    regionScope: MARS'))).toContain(
      'tenants[0].regionScope must be one of "WW", "NA", "EU"',
    )
    expect(refusalOf('tenants:\n  - id: 1\n    displayName: x\n    domains: []\n')).toContain('tenants[0].id')
  })

  it('that names somebody who does not exist, or somebody twice, is refused', () => {
    expect(refusalOf(minimal('    groups: [{ displayName: A, members: [nobody@x.example] }]'))).toContain(
      'tenants[0].groups[0].members[0] names "nobody@x.example"',
    )
    expect(
      refusalOf(minimal('    servicePrincipals: [{ appId: 00000000-0000-0000-0000-000000000001 }]')),
    ).toContain("which is no application's appId in this file")
    const twice = '{ userPrincipalName: a@x.example, displayName: A }'
    expect(refusalOf(minimal(`    users: [${twice}, ${twice}]`))).toContain('repeats the userPrincipalName')
  })

  it('that is no YAML, or is not there, is refused in plain words', () => {
    expect(refusalOf('tenants: [')).toContain('state.yaml: not valid YAML')
    expect(() => loadState('/nowhere/state.yaml')).toThrow("can't be read (ENOENT)")
  })

  it('has a published schema that says what the code says', () => {
    const published: unknown = JSON.parse(readFileSync(publishedSchemaUrl, 'utf8'))
    expect(published).toEqual(JSON.parse(JSON.stringify(publishedSchema())))
  })
})
