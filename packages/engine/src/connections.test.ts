/** A connection is checked against what its connector takes, and only what is secret in it is sealed. */
import { randomBytes } from 'node:crypto'
import { SECRET_MASK } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from './engine.ts'
import { createSecretBox } from './secret-box.ts'
import { revealSecrets, sealSecrets } from './secrets.ts'
import { createTestEngine, type TestEngine } from './testing/test-engine.ts'

let test: TestEngine
let engine: Engine
const person = { name: 'person' }

beforeAll(async () => {
  test = await createTestEngine()
  engine = test.engine
})
afterAll(() => test.drop())

const postgres = {
  type: 'Postgres',
  username: 'reader',
  hostPort: 'localhost:5432',
  database: 'shop',
  authType: { password: 'canary-1' },
  connectionOptions: { application_name: 'x', sslpassword: 'canary-2' },
  sslConfig: { sslKey: 'canary-3' },
}

let made = 0
async function create(config: object, serviceType = 'Postgres') {
  made += 1
  const body = { name: `service ${made}`, serviceType, connection: { config } }
  return (await engine.create('databaseService', body, person)).entity
}

describe('the connection of a service', () => {
  it('shows the secrets of its connector as masks, and everything else as it is', async () => {
    const { id } = await create(postgres)
    const shown = await engine.get('databaseService', { id })
    expect(shown.connection).toEqual({
      config: {
        ...postgres,
        authType: { password: SECRET_MASK },
        connectionOptions: { application_name: 'x', sslpassword: SECRET_MASK },
        sslConfig: { sslKey: SECRET_MASK },
      },
    })
    const clear = await engine.get('databaseService', { id }, { revealSecrets: true })
    expect(clear.connection).toEqual({ config: postgres })
  })

  it('masks keys of a storage account among the options of the driver', async () => {
    const config = {
      type: 'ADLS',
      credentials: { accountName: 'lake' },
      connectionOptions: { endpoint: 'https://lake.example', accountKey: 'canary-4', sasToken: 'canary-5' },
    }
    const body = { name: 'lake', serviceType: 'ADLS', connection: { config } }
    const { entity } = await engine.create('storageService', body, person)
    const shown = await engine.get('storageService', { id: entity.id })
    expect(shown.connection).toMatchObject({
      config: {
        connectionOptions: {
          endpoint: 'https://lake.example',
          accountKey: SECRET_MASK,
          sasToken: SECRET_MASK,
        },
      },
    })
  })

  it('says which member is wrong, what was expected, and what may have been meant', async () => {
    const without = (name: string) =>
      Object.fromEntries(Object.entries(postgres).filter(([key]) => key !== name))
    const cases: [object, string][] = [
      [without('hostPort'), 'connection.config.hostPort: is required.'],
      [{ ...postgres, hostPort: 5432 }, 'connection.config.hostPort: must be of type string.'],
      [
        { ...postgres, sslmode: 'require' },
        "connection.config.sslmode: is not known here. Did you mean 'sslMode'?",
      ],
      [{ ...postgres, sslMode: 'always' }, 'connection.config.sslMode: one of disable, allow, prefer'],
      [{ ...postgres, authType: { pasword: 'x' } }, 'connection.config.authType.pasword: is not known here.'],
      [{ ...postgres, authType: 'x' }, 'connection.config.authType: one of {password} or {awsConfig}'],
      [{ ...postgres, type: 'Postgress' }, 'connection.config.type: one of '],
    ]
    for (const [config, message] of cases) {
      await expect(create(config), message).rejects.toThrow(message)
    }
  })

  it('takes its connector from the service where it names none', async () => {
    const { type: _, ...untyped } = postgres
    const { id } = await create(untyped)
    expect(JSON.stringify(await engine.get('databaseService', { id }))).not.toContain('canary')
    await expect(create({ username: 'u' })).rejects.toThrow('connection.config.hostPort: is required.')
  })

  it('may be empty, and of a source that nobody described may be anything', async () => {
    await create({})
    const { connection } = await create({ depth: 3, apiToken: 'canary-4' }, 'QueryLog')
    expect(connection).toEqual({ config: { depth: 3, apiToken: SECRET_MASK } })
  })
})

describe('the configuration of an ingestion', () => {
  const suiteOf = (config: object) => ({
    serviceConnections: [{ serviceName: 's', serviceConnection: { config } }],
  })
  const body = (config: object) => ({
    name: `ingestion ${JSON.stringify(config).length}`,
    service: { type: 'databaseService', fullyQualifiedName: 'service 1' },
    pipelineType: 'metadata',
    airflowConfig: {},
    sourceConfig: { config },
  })

  it('may leave out its kind where the members say it, whatever other kinds were seen before', async () => {
    const dbt = {
      dbtConfigSource: {
        dbtConfigType: 'cloud',
        dbtCloudAuthToken: 'canary-5',
        dbtCloudAccountId: '1',
        dbtCloudUrl: 'https://cloud.getdbt.com',
      },
    }
    for (const config of [{ mlModelFilterPattern: {} }, { chartFilterPattern: {} }, dbt]) {
      const { entity } = await engine.create('ingestionPipeline', body(config), person)
      expect(JSON.stringify(entity)).not.toContain('canary')
      const clear = await engine.get('ingestionPipeline', { id: entity.id }, { revealSecrets: true })
      expect(clear.sourceConfig).toEqual({ config })
    }
  })

  it('without its kind has the secrets sealed that its connections declare, whatever their names', () => {
    const places = { secretPlaces: [{ kind: 'config', family: 'sourceConfig', path: ['config'] }] as const }
    const box = createSecretBox([{ id: 'one', key: randomBytes(32) }])
    const id = '00000000-0000-4000-8000-000000000001'
    const config = suiteOf(postgres)
    const { masked, sealed } = sealSecrets(places, id, { config }, null, box)
    expect(JSON.stringify(masked)).not.toContain('canary')
    expect(revealSecrets(places, id, masked, sealed, box)).toEqual({ config })
  })

  it('is checked by its kind, connections inside it by theirs', async () => {
    const suite = (config: object) => ({ type: 'TestSuite', ...suiteOf(config) })
    const { entity } = await engine.create('ingestionPipeline', body(suite(postgres)), person)
    expect(JSON.stringify(entity)).not.toContain('canary')
    const wrong: [object, string][] = [
      [{ includeTabels: true }, 'sourceConfig.config.type: one of ApiMetadata'],
      [{ type: 'DatabaseMetadata', includeTable: true }, "Did you mean 'includeTables'?"],
      [
        suite({ ...postgres, hostPort: 1 }),
        'sourceConfig.config.serviceConnections[0].serviceConnection.config.hostPort: must be of type string.',
      ],
    ]
    for (const [config, message] of wrong) {
      await expect(engine.create('ingestionPipeline', body(config), person)).rejects.toThrow(message)
    }
  })
})

describe('a test of a connection', () => {
  const body = (request: object) => ({
    name: `test ${Math.random()}`,
    workflowType: 'TEST_CONNECTION',
    request: { connectionType: 'Postgres', serviceType: 'Database', ...request },
  })
  const shown = { ...postgres, authType: { password: SECRET_MASK } }

  it('takes the mask that readers of a service see for what that service has there', async () => {
    const request = { connection: { config: shown }, serviceName: 'shop' }
    const { entity } = await engine.create('workflow', body(request), person)
    const { request: kept } = await engine.get('workflow', { id: entity.id }, { revealSecrets: true })
    expect(kept).toMatchObject({ connection: { config: shown } })
  })

  it('says that a mask stands for nothing where no service is named', async () => {
    await expect(engine.create('workflow', body({ connection: { config: shown } }), person)).rejects.toThrow(
      'request.connection.config.authType.password',
    )
  })
})
