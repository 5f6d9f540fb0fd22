import { compileSchema, createTestEngine, sampleBody, type TestEngine } from '@waymark/engine/testing'
import { createRegistry, standaloneSchema } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exceptions, modelNames } from './entity-model-names.ts'
import { type ModelOracle, startModelOracle } from './model-oracle.ts'
import { compareSchemas, type Direction } from './schema-comparison.ts'
import { withFamilies } from './schema-families.ts'

const registry = createRegistry()

let oracle: ModelOracle
let told: Awaited<ReturnType<ModelOracle['ask']>>
let test: TestEngine

const mapped = registry.all.flatMap(({ type }) => modelNames[type] ?? [])

beforeAll(async () => {
  oracle = await startModelOracle()
  const creates = mapped.flatMap(({ create }) => create ?? [])
  told = await oracle.ask({ models: [...mapped.map(({ answer }) => answer), ...creates], samples: creates })
  test = await createTestEngine()
})
afterAll(async () => {
  oracle?.stop()
  await test?.drop()
})

function findings(type: string, ours: object, model: string, direction: Direction): string[] {
  const theirs = told.models[model]
  if (!theirs) throw new Error(`no model ${model}`)
  const isMeant = (finding: string) =>
    exceptions.some((one) => (one.type === undefined || one.type === type) && one.finding.test(finding))
  return compareSchemas(withFamilies(standaloneSchema(ours)), theirs, direction, isMeant)
}

it('names the models of every registered entity type', () => {
  const unnamed = registry.all.map(({ type }) => type).filter((type) => !(type in modelNames))
  expect(unnamed).toEqual([])
})

for (const definition of registry.all) {
  const { type } = definition
  const names = modelNames[type]
  if (!names) continue
  describe(`${type} and its models of the published 1.13 client`, () => {
    it('have the same answer', () => {
      expect(findings(type, definition.schema, names.answer, 'answer')).toEqual([])
    })

    it('agree on an entity that the engine stored', async () => {
      const body = await sampleBody(test.engine, definition, `sample of ${type}`)
      const { entity } = await test.engine.create(type, body, { name: 'tester' })
      const shown = await test.engine.get(type, { id: entity.id }, { fields: '*' })
      const value = { ...shown, href: `http://localhost/api/v1/${definition.collection}/${entity.id}` }
      const { errors } = await oracle.ask({ values: [{ model: names.answer, value }] })
      expect(errors).toEqual([[]])
    })

    const { create } = names
    if (create === undefined) return
    it('have the same create request', () => {
      expect(findings(type, definition.createSchema, create, 'create')).toEqual([])
    })

    it('agree on a create request that the client made', () => {
      const validate = compileSchema(definition.createSchema)
      validate(told.samples[create])
      const refused = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
      expect(refused).toEqual([])
    })
  })
}
