/** The OpenAPI connector against documents in files and behind addresses, ours among them. */
import { readFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { SourceRecord } from '@waymark/ingest'
import { entityOf, readAll, sourceConformance } from '@waymark/ingest/testing'
import type { CreateApiEndpoint } from '@waymark/spec'
import { beforeAll, describe, expect, it } from 'vitest'
import { serving } from '../testing-http.ts'
import connector from './connector.ts'
import type { OpenapiConfig } from './document.ts'

const file = fileURLToPath(new URL('./fixture.yaml', import.meta.url))
const fromFile = (path: string): OpenapiConfig => ({
  openAPISchemaConnection: { openAPISchemaFilePath: path },
})

sourceConformance(connector, {
  setUp: async () => ({ config: fromFile(file), tearDown: async () => {} }),
  container: { filter: 'apiCollection', type: 'apiCollection', name: 'pets' },
  item: { filter: 'apiEndpoint', type: 'apiEndpoint', name: 'addPet' },
})

describe('the OpenAPI connector', () => {
  let records: SourceRecord[]
  const endpoint = (name: string) => entityOf(records, 'apiEndpoint', name).body as CreateApiEndpoint // validated by the conformance suite

  beforeAll(async () => {
    records = await readAll(connector, fromFile(file))
  })

  it('makes a collection for each tag, described or used, and one for what has none', () => {
    const names = records.flatMap((r) =>
      r.kind === 'entity' && r.type === 'apiCollection' ? [r.body.name] : [],
    )
    expect(names).toEqual(['pets', 'nothing yet', 'default'])
    expect(entityOf(records, 'apiCollection', 'pets').body).toMatchObject({ description: 'All about pets.' })
  })

  it('names endpoints by their id, or by method and path where that is missing or shared', () => {
    const names = records.flatMap((r) =>
      r.kind === 'entity' && r.type === 'apiEndpoint' ? [r.fullyQualifiedName] : [],
    )
    expect(names).toEqual([
      'svc.pets.listPets',
      'svc.pets.addPet',
      'svc.default.listPets',
      'svc.default."DELETE /pets/{id}/photo ""big"""',
    ])
    expect(endpoint('addPet')).toMatchObject({
      requestMethod: 'POST',
      endpointURL: 'https://api.example.com/v2/pets',
      description: 'Adds one.',
    })
  })

  it('resolves references in parameters, bodies, responses and schemas, and opens a schema in itself once', () => {
    expect(endpoint('addPet').requestSchema?.schemaFields).toEqual([
      { name: 'name', dataType: 'STRING', dataTypeDisplay: 'string', description: 'What it is called.' },
      { name: 'id', dataType: 'LONG', dataTypeDisplay: 'integer(int64)' },
      { name: 'kind', dataType: 'ENUM', dataTypeDisplay: 'string' },
      { name: 'born', dataType: 'DATE', dataTypeDisplay: 'string(date)' },
      { name: 'mother', dataType: 'RECORD', dataTypeDisplay: 'Pet' },
      {
        name: 'owner',
        dataType: 'RECORD',
        dataTypeDisplay: 'Owner',
        description: 'Who feeds it.',
        children: [
          {
            name: 'address',
            dataType: 'RECORD',
            dataTypeDisplay: 'object',
            children: [{ name: 'city', dataType: 'STRING', dataTypeDisplay: 'string' }],
          },
        ],
      },
      { name: 'labels', dataType: 'MAP', dataTypeDisplay: 'object' },
      { name: 'lost', dataType: 'UNKNOWN', dataTypeDisplay: 'Gone' },
      { name: 'remote', dataType: 'UNKNOWN', dataTypeDisplay: 'x.json' },
      { name: 'tenant', dataType: 'STRING', dataTypeDisplay: 'string', description: 'In the header.' },
    ])
    expect(endpoint('listPets').requestSchema?.schemaFields?.map((field) => field.name)).toEqual([
      'limit',
      'tenant',
    ])
    expect(endpoint('listPets').responseSchema?.schemaFields?.[0]?.name).toBe('name')
  })

  it('reads version 2, with bodies among the parameters', async () => {
    const document = {
      swagger: '2.0',
      host: 'old.example.com',
      basePath: '/api',
      schemes: ['http'],
      paths: {
        '/things': {
          put: {
            operationId: 'putThing',
            parameters: [
              { in: 'body', name: 'thing', schema: { $ref: '#/definitions/Thing' } },
              { in: 'query', name: 'force', type: 'boolean' },
            ],
            responses: { 200: { schema: { $ref: '#/definitions/Thing' } } },
          },
        },
      },
      definitions: { Thing: { type: 'object', properties: { size: { type: 'number' } } } },
    }
    const read = await serving(json(document), (url) =>
      readAll(connector, { openAPISchemaConnection: { openAPISchemaURL: `${url}/swagger.json` } }),
    )
    expect(entityOf(read, 'apiEndpoint', 'putThing').body).toMatchObject({
      endpointURL: 'http://old.example.com/api/things',
      requestSchema: {
        schemaFields: [
          { name: 'size', dataType: 'DOUBLE' },
          { name: 'force', dataType: 'BOOLEAN' },
        ],
      },
      responseSchema: { schemaFields: [{ name: 'size' }] },
    })
  })

  it('reads the document of this very catalog', async () => {
    const ours = fileURLToPath(new URL('../../../../docs/reference/openapi.json', import.meta.url))
    const operations = Object.values<Record<string, unknown>>(JSON.parse(await readFile(ours, 'utf8')).paths)
      .flatMap((path) => Object.keys(path))
      .filter((key) => /^(get|put|post|delete|patch|head|options)$/.test(key))
    const read = await readAll(connector, fromFile(ours))
    expect(read.filter((r) => r.kind === 'entity' && r.type === 'apiEndpoint')).toHaveLength(
      operations.length,
    )
  })

  it('sends the token, and asks for one where the document is closed', async () => {
    const closed: RequestListener = (request, response) => {
      const allowed = request.headers.authorization === 'Bearer letmein'
      response.writeHead(allowed ? 200 : 401).end(allowed ? '{"openapi":"3.0.0","paths":{}}' : '')
    }
    await serving(closed, async (url) => {
      const config = { openAPISchemaConnection: { openAPISchemaURL: `${url}/openapi.json` } }
      await expect(readAll(connector, config)).rejects.toMatchObject({
        hint: expect.stringContaining('token'),
      })
      expect(await readAll(connector, { ...config, token: 'letmein' })).toHaveLength(2)
    })
  })

  it.each([
    ['a missing file', fromFile('/nowhere/openapi.json'), /cannot be read/],
    [
      'a file that is none',
      fromFile(fileURLToPath(import.meta.url)),
      /neither JSON nor YAML|not an OpenAPI document/,
    ],
    [
      'a document in S3',
      { openAPISchemaConnection: { openAPISchemaS3URL: 's3://b/k', awsCredentials: {} } },
      /S3/,
    ],
  ])('explains %s', async (_what, config, message) => {
    await expect(readAll(connector, config)).rejects.toMatchObject({
      consequence: 'fatal',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    })
  })
})

function json(document: unknown): RequestListener {
  return (_request, response) => response.end(JSON.stringify(document))
}
