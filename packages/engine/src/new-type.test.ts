/**
 * What a new entity type costs: its declaration, and its place in the registry. Everything below follows from that,
 * and nothing else in the product is told.
 */
import { Type } from '@sinclair/typebox'
import { defineEntity, entityDefinitions } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entityConformance } from './testing/entity-conformance.ts'
import { createTestEngine, type TestEngine } from './testing/test-engine.ts'

const Gallery = defineEntity({
  type: 'gallery',
  collection: 'services/galleries',
  label: 'Gallery',
  description: 'A service that no other file knows.',
  fields: { city: Type.Optional(Type.String()) },
  traits: ['tags', 'owners', 'domains', 'followers'],
  relations: {
    pipelines: { to: ['ingestionPipeline'], many: true, relationship: 'contains', readOnly: true },
  },
  search: { index: 'gallery_search_index', text: ['description'] },
})

const Picture = defineEntity({
  type: 'picture',
  collection: 'pictures',
  label: 'Picture',
  description: 'An asset of that service.',
  parent: { field: 'service', types: ['gallery'] },
  fields: { width: Type.Integer(), layers: Type.Optional(Type.Array(Type.String())) },
  traits: ['tags', 'owners', 'domains', 'followers', 'votes', 'extension'],
  search: { index: 'picture_search_index', text: ['description', 'layers'] },
})

let test: TestEngine
const person = { name: 'person' }

beforeAll(async () => {
  test = await createTestEngine({ definitions: [...entityDefinitions, Gallery, Picture] })
})
afterAll(() => test.drop())

entityConformance(() => test.engine, Gallery)
entityConformance(() => test.engine, Picture)

describe('types that were declared before', () => {
  it('own and follow the new ones, and ingest from them', async () => {
    const { engine } = test
    const { entity: user } = await engine.create('user', { name: 'painter', email: 'p@example.com' }, person)
    const gallery = { name: 'louvre', owners: [{ id: user.id, type: 'user' }] }
    const { entity: louvre } = await engine.create('gallery', gallery, person)
    await engine.create('picture', { name: 'gioconda', service: 'louvre', width: 53 }, person)
    const picture = await engine.get('picture', { fqn: 'louvre.gioconda' }, { fields: ['owners'] })
    expect(picture.owners).toMatchObject([{ id: user.id, inherited: true }])
    await engine.link('picture', picture.id, 'followers', { type: 'user', id: user.id }, true, person)
    expect(await engine.get('user', { id: user.id }, { fields: ['owns', 'follows'] })).toMatchObject({
      owns: [{ id: louvre.id, type: 'gallery' }],
      follows: [{ id: picture.id, type: 'picture' }],
    })
    const ingestion = {
      name: 'nightly',
      service: { id: louvre.id, type: 'gallery' },
      pipelineType: 'metadata',
      sourceConfig: {},
      airflowConfig: {},
    }
    expect((await engine.create('ingestionPipeline', ingestion, person)).entity.fullyQualifiedName).toBe(
      'louvre.nightly',
    )
  })
})
