/** Secrets of entities are encrypted at rest, masked in every answer, and kept when the mask comes back. */
import { randomBytes } from 'node:crypto'
import { createRegistry, SECRET_MASK } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEngine } from './create-engine.ts'
import type { Engine } from './engine.ts'
import { createSecretBox, SecretBoxError } from './secret-box.ts'
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts'

const person = { name: 'person' }
const old = { id: 'old', key: randomBytes(32) }
const newKey = randomBytes(32)
let test: TestDatabase
let engine: Engine

const engineWith = (...keys: Parameters<typeof createSecretBox>[0]) =>
  createEngine({ database: test.database, registry: createRegistry(), secrets: createSecretBox(keys) })

beforeAll(async () => {
  test = await createTestDatabase()
  engine = engineWith(old)
})
afterAll(() => test.drop())

const service = (name: string, config: object) => ({ name, serviceType: 'QueryLog', connection: { config } })
const configOf = async (fqn: string, reveal = true) => {
  const entity = await engine.get('databaseService', { fqn }, { revealSecrets: reveal })
  return (entity.connection as { config: Record<string, unknown> }).config
}

describe('secrets of a connection', () => {
  const config = {
    type: 'QueryLog',
    hostPort: 'localhost:5432',
    password: 'canary-1',
    authType: { clientSecret: 'canary-2', privateKey: { pem: 'canary-3', lines: ['canary-4', 5] } },
    empty_token: '',
    passwordRequired: true,
  }

  it('are masked where readers look and sealed where they lie', async () => {
    await engine.create('databaseService', service('one', config), person)
    expect(await configOf('one', false)).toEqual({
      ...config,
      password: SECRET_MASK,
      authType: {
        clientSecret: SECRET_MASK,
        privateKey: { pem: SECRET_MASK, lines: [SECRET_MASK, SECRET_MASK] },
      },
    })
    expect(await configOf('one')).toEqual(config)
    await engine.patch(
      'databaseService',
      { fqn: 'one' },
      [{ op: 'add', path: '/description', value: 'x' }],
      person,
    )
    const tables = ['entity', 'entity_version', 'search_document', 'change_event']
    for (const table of tables) {
      const { rows } = await test.database.query<{ all: string | null }>(
        `select string_agg(t::text, '') as all from ${table} as t`,
      )
      expect(rows[0]?.all ?? '').not.toContain('canary')
    }
  })

  it('stay when the mask comes back by PUT or PATCH, and change when something else does', async () => {
    await engine.create('databaseService', service('two', { ...config }), person)
    const masked = await configOf('two', false)
    expect((await engine.createOrUpdate('databaseService', service('two', masked), person)).outcome).toBe(
      'unchanged',
    )
    const key = { fqn: 'two' }
    await engine.patch(
      'databaseService',
      key,
      [{ op: 'replace', path: '/connection/config/hostPort', value: 'h' }],
      person,
    )
    expect(await configOf('two')).toEqual({ ...config, hostPort: 'h' })
    const changed = await engine.createOrUpdate(
      'databaseService',
      service('two', { ...masked, password: 'new' }),
      person,
    )
    expect(changed).toMatchObject({ outcome: 'updated', entity: { version: 0.3 } })
    expect(JSON.stringify(changed)).not.toContain('new"')
    expect((await configOf('two')).password).toBe('new')
  })

  it('cannot be set to the mask where nothing is stored', async () => {
    await expect(
      engine.create('databaseService', service('mask', { password: SECRET_MASK }), person),
    ).rejects.toThrow('connection.config.password')
  })

  it('do not open in another row or in another member', async () => {
    await engine.create('databaseService', service('three', { password: 'a', token: 'b' }), person)
    await engine.create('databaseService', service('four', { password: 'c' }), person)
    await test.database.query(
      `update entity set secrets = (select secrets from entity where fqn = 'three') where fqn = 'four'`,
    )
    await expect(configOf('four')).rejects.toThrow(SecretBoxError)
    await test.database.query(
      `update entity set secrets = jsonb_build_object('/connection/config/password',
         secrets -> '/connection/config/token') where fqn = 'three'`,
    )
    await expect(configOf('three')).rejects.toThrow(SecretBoxError)
    await engine.delete('databaseService', { fqn: 'three' }, person, { hard: true })
    await engine.delete('databaseService', { fqn: 'four' }, person, { hard: true })
  })

  it('move to a new master key, those of settings too, and open under it alone', async () => {
    await engine.settings.put('emailConfiguration', { password: 'canary-6' }, person)
    const before = await engine.get('databaseService', { fqn: 'one' })
    const box = createSecretBox([{ id: 'new', key: newKey }, old])
    const holders: string[] = []
    const all = () =>
      engine.resealSecrets((sealed, context, holder) => {
        holders.push(holder)
        return box.rewrap(sealed, context)
      })
    const counted = await all()
    expect(counted).toBe(holders.length)
    expect(holders).toContain('databaseService one: connection.config.authType.privateKey.pem')
    expect(holders).toContain('setting emailConfiguration: password')
    expect(await all()).toBe(0)
    engine = engineWith({ id: 'new', key: newKey })
    expect(await configOf('one')).toEqual(config)
    expect((await engine.settings.get('emailConfiguration', { revealSecrets: true })).value).toMatchObject({
      password: 'canary-6',
    })
    const after = await engine.get('databaseService', { fqn: 'one' })
    expect([after.version, after.updatedAt]).toEqual([before.version, before.updatedAt])
  })

  it('stay as somebody else wrote them while they are sealed anew', async () => {
    const box = createSecretBox([
      { id: 'newest', key: randomBytes(32) },
      { id: 'new', key: newKey },
    ])
    const theirs = { '/connection/config/password': 'sealed by somebody else' }
    const read = Promise.withResolvers<void>()
    let resealing: Promise<number> | undefined
    await test.database.transaction(async (tx) => {
      await tx.query(`update entity set secrets = $1 where fqn = 'one'`, [JSON.stringify(theirs)])
      resealing = engine.resealSecrets((sealed, context, holder) => {
        read.resolve()
        return holder.startsWith('databaseService one:') ? box.rewrap(sealed, context) : undefined
      })
      await read.promise
    })
    expect(await resealing).toBe(0)
    const { rows } = await test.database.query(`select secrets from entity where fqn = 'one'`)
    expect(rows).toEqual([{ secrets: theirs }])
  })
})
