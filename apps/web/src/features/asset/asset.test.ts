import { entityDefinitions } from '@waymark/spec'
import { expect, test } from 'vitest'
import { assetTypes } from './asset.ts'

test.each(assetTypes)('$type is declared with this collection, these links and this filter', (known) => {
  const definition = entityDefinitions.find(({ type }) => type === known.type)
  expect(definition?.collection).toBe(known.collection)
  expect(definition?.selectable).toEqual(expect.arrayContaining([...known.fields]))
})

test('children name their parent by the filter', () => {
  for (const { type, children } of assetTypes) {
    if (!children || type === 'classification') continue
    const child = entityDefinitions.find((definition) => definition.type === children.type)
    expect(child && 'parent' in child && child.parent?.types).toContain(type)
  }
})
