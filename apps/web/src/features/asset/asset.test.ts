import { createRegistry } from '@waymark/spec'
import { expect, test } from 'vitest'
import { assetTypesOf } from '../../../build/asset-types.ts'
import { assetType, typeLabel } from './asset.ts'

const { all } = createRegistry()

test.each(all.map(({ type }) => type))('%s has a page, made from its declaration', (type) => {
  const known = assetType(type)
  const definition = all.find((each) => each.type === type)
  expect(known?.collection).toBe(definition?.collection)
  expect(definition?.selectable).toEqual(expect.arrayContaining([...(known?.fields ?? [])]))
  expect(known?.label).toMatch(/^[A-Z][A-Za-z ]+$/)
})

test('what stands below an asset is listed there, by the member that names the parent', () => {
  expect(assetType('databaseSchema')?.children).toEqual([
    { type: 'table', filter: 'databaseSchema' },
    { type: 'storedProcedure', filter: 'databaseSchema' },
  ])
  expect(assetType('glossaryTerm')?.children).toEqual([{ type: 'glossaryTerm', filter: 'parent' }])
  expect(assetType('storageService')?.children).toContainEqual({ type: 'container', filter: 'service' })
})

test('labels are words', () => {
  expect(
    ['mlmodel', 'apiCollection', 'query', 'directory', 'user'].map((type) => typeLabel(type, true)),
  ).toEqual(['ML models', 'API collections', 'Queries', 'Directories', 'People'])
})

test('a type that is declared gets a page without a line of the pages changing', () => {
  const [table] = all.filter(({ type }) => type === 'table')
  if (!table) throw new Error('tables are declared')
  const made = assetTypesOf([...all, { ...table, type: 'gadget', label: 'Gadget', collection: 'gadgets' }])
  expect(made.at(-1)).toMatchObject({ label: 'Gadget', plural: 'Gadgets', hasLineage: true })
})
