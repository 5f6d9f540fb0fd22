/** Governance over HTTP: assets and ports, hierarchies, custom properties, settings and teams, as clients call them. */
import { afterAll, describe, expect, it } from 'vitest'
import { openTestCatalog } from './testing/test-catalog.ts'

const t = await openTestCatalog()
afterAll(() => t.close())

const admin = (method: string, path: string, body?: unknown) =>
  t.call(method, `/api/v1/${path}`, { as: t.tokens.admin, ...(body === undefined ? {} : { body }) })

async function put(collection: string, body: Readonly<Record<string, unknown>>) {
  const answer = await admin('PUT', collection, body)
  expect(answer.body).toMatchObject({ name: body.name })
  return answer.body
}

async function tables(service: string, ...names: string[]) {
  await put('services/databaseServices', { name: service, serviceType: 'Postgres' })
  await put('databases', { name: 'db', service })
  await put('databaseSchemas', { name: 'public', database: `${service}.db` })
  const columns = [{ name: 'id', dataType: 'INT' }]
  const made: { id: string; type: string }[] = []
  for (const name of names) {
    const { id } = await put('tables', { name, databaseSchema: `${service}.db.public`, columns })
    made.push({ id: String(id), type: 'table' })
  }
  return made
}

describe('assets', () => {
  it('of a tag and a term are added each alone, tried first, listed in pages and removed', async () => {
    const assets = await tables('tagged', 'a', 'b', 'c')
    await put('classifications', { name: 'Kind', description: 'x' })
    const tag = await put('tags', { name: 'Fact', classification: 'Kind', description: 'x' })
    const bad = { id: '00000000-0000-4000-8000-000000000000', type: 'table' }
    const tried = await admin('PUT', `tags/${tag.id}/assets/add`, { assets: [...assets, bad], dryRun: true })
    expect(tried.body).toMatchObject({
      dryRun: true,
      status: 'partialSuccess',
      numberOfRowsPassed: 3,
      numberOfRowsFailed: 1,
    })
    expect((await admin('GET', 'tags/name/Kind.Fact/assets')).body.paging).toMatchObject({ total: 0 })
    await admin('PUT', `tags/${tag.id}/assets/add`, { assets })
    const page = await admin('GET', 'tags/name/Kind.Fact/assets?limit=2&offset=1')
    expect(page.body).toMatchObject({ data: [{ name: 'b' }, { name: 'c' }], paging: { total: 3 } })
    expect((await admin('GET', 'classifications/name/Kind/assets')).body.paging).toMatchObject({ total: 3 })
    await admin('PUT', `tags/name/Kind.Fact/assets/remove`, { assets: assets.slice(0, 2) })
    expect((await admin('GET', `tags/${tag.id}/assets`)).body.data).toMatchObject([{ name: 'c' }])

    await put('glossaries', { name: 'Words', description: 'x' })
    await put('glossaryTerms', { name: 'Money', glossary: 'Words', description: 'x' })
    await admin('PUT', 'glossaryTerms/name/Words.Money/assets/add', { assets })
    expect((await admin('GET', 'glossaries/name/Words/assets')).body.paging).toMatchObject({ total: 3 })
    const refused = await t.call('PUT', `/api/v1/tags/${tag.id}/assets/add`, {
      as: t.tokens.person,
      body: { assets: assets.slice(0, 1) },
    })
    expect(refused.body).toMatchObject({ status: expect.stringMatching(/failure|success/) })
  })

  it('of a domain include what inherits it; a data product has assets and ports', async () => {
    const [first, second] = await tables('owned', 'x', 'y')
    await put('domains', { name: 'Sales', domainType: 'Aggregate', description: 'x' })
    const product = await put('dataProducts', { name: 'Orders', description: 'x', domains: ['Sales'] })
    const { id } = (await admin('GET', 'databaseSchemas/name/owned.db.public')).body
    const added = await admin('PUT', 'domains/Sales/assets/add', { assets: [{ id, type: 'databaseSchema' }] })
    expect(added.body).toMatchObject({ status: 'success' })
    const listed = await admin('GET', 'domains/name/Sales/assets?limit=10&offset=0')
    expect((listed.body.data as unknown as { name: string }[]).map(({ name }) => name)).toEqual([
      'Orders',
      'public',
      'x',
      'y',
    ])
    await admin('PUT', 'dataProducts/Orders/assets/add', { assets: [first, second] })
    await admin('PUT', 'dataProducts/Orders/inputPorts/add', { assets: [first] })
    await admin('PUT', 'dataProducts/Orders/outputPorts/add', { assets: [second] })
    const ports = await admin('GET', `dataProducts/${product.id}/portsView`)
    expect(ports.body).toMatchObject({
      inputPorts: { data: [{ name: 'x' }], paging: { total: 1 } },
      outputPorts: { data: [{ name: 'y' }], paging: { total: 1 } },
    })
    const read = await admin('GET', 'dataProducts/name/Orders?fields=*')
    expect(read.body.assets).toMatchObject([{ name: 'x' }, { name: 'y' }])
    expect(read.body.inputPorts).toBeUndefined()
    expect(read.body.deleted).toBeUndefined()
    await admin('PUT', 'dataProducts/Orders/outputPorts/remove', { assets: [second] })
    expect((await admin('GET', 'dataProducts/name/Orders/outputPorts')).body.data).toEqual([])
  })

  it('of a user and a team are what they own, inherited or not', async () => {
    await tables('theirs', 'z')
    const user = await put('users', { name: 'owner', email: 'owner@example.com' })
    const schema = (await admin('GET', 'databaseSchemas/name/theirs.db.public')).body
    await t.call('PATCH', `/api/v1/databaseSchemas/${schema.id}`, {
      as: t.tokens.admin,
      headers: { 'content-type': 'application/json-patch+json' },
      body: [{ op: 'add', path: '/owners', value: [{ id: user.id, type: 'user' }] }],
    })
    const assets = await admin('GET', 'users/name/owner/assets?limit=10&offset=0')
    expect(assets.body).toMatchObject({ data: [{ name: 'public' }, { name: 'z' }], paging: { total: 2 } })
  })
})

describe('terms', () => {
  it('nest, show their kind of relation at both ends, and keep it', async () => {
    await put('glossaries', { name: 'G', description: 'x' })
    const animal = await put('glossaryTerms', { name: 'Animal', glossary: 'G', description: 'x' })
    const dog = await put('glossaryTerms', {
      name: 'Dog',
      glossary: 'G',
      parent: 'G.Animal',
      description: 'x',
      relatedTerms: ['G.Animal'],
    })
    expect(dog.fullyQualifiedName).toBe('G.Animal.Dog')
    const patched = await t.call('PATCH', `/api/v1/glossaryTerms/${dog.id}`, {
      as: t.tokens.admin,
      headers: { 'content-type': 'application/json-patch+json' },
      body: [{ op: 'replace', path: '/relatedTerms/0/relationType', value: 'broader' }],
    })
    expect(patched.body.relatedTerms).toMatchObject([{ relationType: 'broader', term: { name: 'Animal' } }])
    const other = await admin('GET', `glossaryTerms/${animal.id}?fields=relatedTerms,children,childrenCount`)
    expect(other.body).toMatchObject({
      relatedTerms: [{ relationType: 'narrower', term: { name: 'Dog' } }],
      children: [{ name: 'Dog' }],
      childrenCount: 1,
    })
    for (const parent of ['G.Animal', String(animal.id)]) {
      const children = await admin('GET', `glossaryTerms?directChildrenOf=${parent}`)
      expect(children.body).toMatchObject({ data: [{ name: 'Dog' }], paging: { total: 1 } })
    }
    const byId = await admin(
      'GET',
      `glossaryTerms?glossary=${(await admin('GET', 'glossaries/name/G')).body.id}`,
    )
    expect(byId.body.paging).toMatchObject({ total: 2 })
    const again = await admin('PUT', 'glossaryTerms', {
      name: 'Dog',
      glossary: 'G',
      parent: 'G.Animal',
      description: 'x',
      relatedTerms: ['G.Animal'],
    })
    expect(again.body.version).toBe(patched.body.version)
  })
})

describe('teams', () => {
  it('stand in the order of their types, lend roles and take people', async () => {
    const division = await put('teams', { name: 'Division', teamType: 'Division' })
    const group = await put('teams', { name: 'Group', teamType: 'Group', parents: [division.id] })
    const wrong = await admin('PUT', 'teams', { name: 'Unit', teamType: 'BusinessUnit', parents: [group.id] })
    expect(wrong).toMatchObject({ status: 400, body: { message: expect.stringContaining('parents') } })
    const role = (await admin('GET', 'roles/name/DataSteward')).body
    await admin('PUT', 'teams', { name: 'Division', teamType: 'Division', defaultRoles: [role.id] })
    const user = await put('users', { name: 'member', email: 'member@example.com' })
    await admin('PUT', `teams/${group.id}/users`, [{ id: user.id, type: 'user' }])
    const read = await admin('GET', 'users/name/member?fields=teams,inheritedRoles')
    expect(read.body).toMatchObject({
      teams: [{ name: 'Group' }],
      // The organization, below which every team stands, lends its own.
      inheritedRoles: [{ name: 'DataConsumer' }, { name: 'DataSteward' }],
    })
    expect((await admin('GET', 'teams/name/Group?fields=userCount')).body.userCount).toBe(1)
    await admin('DELETE', `teams/${group.id}/users/${user.id}`)
    expect((await admin('GET', 'teams/name/Group?fields=userCount')).body.userCount).toBe(0)
    const tree = await admin('GET', 'teams/hierarchy')
    expect(JSON.stringify(tree.body)).toMatch(/"name":"Division".*"children":\[\{[^[]*"name":"Group"/)
  })
})

describe('accounts', () => {
  it('get the password that an administrator sends along, or are not made at all', async () => {
    const body = { name: 'newcomer', email: 'newcomer@example.com', createPasswordType: 'ADMIN_CREATE' }
    const short = await admin('POST', 'users', { ...body, password: 'x', confirmPassword: 'x' })
    expect(short.status).toBe(400)
    const differs = await admin('POST', 'users', {
      ...body,
      password: 'a long enough one',
      confirmPassword: 'y',
    })
    expect(differs).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('confirmPassword') },
    })
    expect((await admin('GET', 'users/name/newcomer?include=all')).status).toBe(404)
    const made = await admin('POST', 'users', { ...body, password: 'correct horse battery staple 9' })
    expect(made.status).toBe(201)
    expect(JSON.stringify(made.body)).not.toContain('staple')
  })
})

describe('personas', () => {
  it('have one default at most', async () => {
    await put('personas', { name: 'Engineer', default: true })
    await put('personas', { name: 'Analyst', default: true })
    expect((await admin('GET', 'personas/name/Engineer')).body.default).toBe(false)
    expect((await admin('GET', 'personas/name/Analyst')).body.default).toBe(true)
  })
})

describe('custom properties', () => {
  it('are declared as clients declare them, and then held to', async () => {
    const type = (await admin('GET', 'metadata/types/name/glossaryTerm?category=field')).body
    const integer = (await admin('GET', 'metadata/types/name/integer?category=field')).body
    const property = { name: 'rank', description: 'x', propertyType: { id: integer.id, type: 'type' } }
    const added = await admin('PUT', `metadata/types/${type.id}`, property)
    expect(added.body.customProperties).toMatchObject([{ name: 'rank', propertyType: { name: 'integer' } }])
    const listed = await admin('GET', 'metadata/types/name/glossaryTerm?fields=customProperties')
    expect(listed.body.customProperties).toMatchObject([{ name: 'rank' }])
    await put('glossaries', { name: 'Ranked', description: 'x' })
    const body = { name: 'First', glossary: 'Ranked', description: 'x' }
    const wrong = await admin('PUT', 'glossaryTerms', { ...body, extension: { rank: 'one' } })
    expect(wrong).toMatchObject({ status: 400, body: { message: 'extension.rank: a whole number.' } })
    await put('glossaryTerms', { ...body, extension: { rank: 1 } })
    await t.call('PATCH', `/api/v1/metadata/types/${type.id}`, {
      as: t.tokens.admin,
      headers: { 'content-type': 'application/json-patch+json' },
      body: [{ op: 'remove', path: '/customProperties/0' }],
    })
    const read = await admin('GET', 'glossaryTerms/name/Ranked.First?fields=extension')
    expect(read.body.extension).toEqual({})
    const refused = await t.call('PUT', `/api/v1/metadata/types/${type.id}`, {
      as: t.tokens.person,
      body: property,
    })
    expect(refused.status).toBe(403)
  })
})

describe('teams', () => {
  it('stand below the organization unless they say where', async () => {
    await put('teams', { name: 'Below default', teamType: 'Division' })
    const parents = async (name: string) => {
      const read = await admin('GET', `teams/name/${encodeURIComponent(name)}?fields=parents`)
      return (read.body.parents as unknown as readonly { name: string }[]).map((one) => one.name) // references
    }
    expect(await parents('Below default')).toEqual(['Organization'])
    await put('teams', { name: 'Elsewhere', teamType: 'Group', parents: ['Below default'] })
    expect(await parents('Elsewhere')).toEqual(['Below default'])
    expect(await parents('Organization')).toEqual([])
  })
})

describe('types', () => {
  it('list their members with their types, custom properties among them', async () => {
    const { body } = await admin('GET', 'metadata/types/fields/table')
    expect(body).toEqual(
      expect.arrayContaining([
        { name: 'columns', type: 'array<column>' },
        { name: 'columns.name', type: 'string' },
        { name: 'owners', type: 'array<entityReference>' },
        { name: 'version', type: 'number' },
      ]),
    )
    expect((await admin('GET', 'metadata/types/fields/nonsense')).status).toBe(404)
  })
})

describe('settings', () => {
  it('are read by everybody where clients need them, and written by administrators', async () => {
    const read = await t.call('GET', '/api/v1/system/settings/profilerConfiguration', { as: t.tokens.bot })
    expect(read.body).toMatchObject({ config_type: 'profilerConfiguration', config_value: {} })
    const value = { allowedClassification: 'Certification', validityPeriod: 'P90D' }
    const body = { config_type: 'assetCertificationSettings', config_value: value }
    expect((await admin('PUT', 'system/settings', body)).body).toEqual(body)
    const refused = await t.call('PUT', '/api/v1/system/settings', { as: t.tokens.person, body })
    expect(refused.status).toBe(403)
    expect((await admin('GET', 'system/settings/nonsense')).status).toBe(400)
    const mail = await t.call('GET', '/api/v1/system/settings/emailConfiguration', { as: t.tokens.person })
    expect(mail.status).toBe(403)
  })
})

describe('rules about metadata', () => {
  const rule = (text: string) => ({
    config_type: 'entityRulesSettings',
    config_value: {
      entitySemantics: [
        {
          name: 'Described glossaries',
          description: 'A glossary has owners.',
          rule: text,
          enabled: true,
          entityType: 'glossary',
        },
      ],
    },
  })

  it('hold for every write of what they are about, and are refused where nobody could keep them', async () => {
    expect((await admin('PUT', 'system/settings', rule('{"shout": 1}'))).body).toMatchObject({
      code: 400,
      message: expect.stringContaining("entitySemantics[0].rule: must be a rule in JsonLogic: 'shout'"),
    })
    expect((await admin('PUT', 'system/settings', rule('{"!!": {"var": "owners"}}'))).status).toBe(200)
    const body = { name: 'Ruled', description: 'x' }
    const refused = await admin('POST', 'glossaries', body)
    expect(refused).toMatchObject({ status: 400, body: { message: expect.stringContaining('has owners') } })
    const owners = [{ id: t.personId, type: 'user' }]
    const made = await admin('POST', 'glossaries', { ...body, owners })
    expect(made.status).toBe(201)
    const path = `glossaries/${String(made.body.id)}`
    const patch = (await admin('PATCH', path, [{ op: 'remove', path: '/owners/0' }])).status
    expect({ patch, deleted: (await admin('DELETE', path)).status }).toEqual({ patch: 400, deleted: 200 })
    expect((await admin('POST', 'classifications', { ...body, name: 'Unruled' })).status).toBe(201)
    expect((await admin('PUT', 'system/settings/reset/entityRulesSettings')).status).toBe(200)
    expect((await admin('POST', 'glossaries', { ...body, name: 'Free again' })).status).toBe(201)
  })
})

describe('documents and policies', () => {
  it('keep the name that a client gives a document', async () => {
    const body = { name: 'x', fullyQualifiedName: 'persona.Engineer', entityType: 'Page', data: { a: [1] } }
    await put('docStore', body)
    const read = await admin('GET', 'docStore/name/persona.Engineer')
    expect(read.body).toMatchObject(body)
  })
  it('tell what rules are written with', async () => {
    const resources = (await admin('GET', 'policies/resources')).body.data as unknown as readonly {
      name: string
      operations: readonly string[]
    }[] // ResourceDescriptors
    const operationsOf = (wanted: string) => resources.find(({ name }) => name === wanted)?.operations ?? []
    expect(operationsOf('table')).toEqual(
      expect.arrayContaining(['EditTags', 'EditLineage', 'ViewSampleData']),
    )
    expect(operationsOf('bot')).not.toContain('EditLineage')
    expect(operationsOf('ingestionPipeline')).toContain('Trigger')
    expect(operationsOf('all')).toContain('GenerateToken')
    expect(JSON.stringify((await admin('GET', 'policies/functions')).body)).toContain('isOwner')
    const check = (text: string) => admin('GET', `policies/validation/condition/${encodeURIComponent(text)}`)
    expect((await check('isOwner() || noOwner()')).status).toBe(204)
    expect((await check('isOwner(')).status).toBe(400)
  })
})
