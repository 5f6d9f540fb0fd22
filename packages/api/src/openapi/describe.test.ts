import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { describeApi, publicRoutes } from './describe.ts'

const read = async (path: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`../../../../${path}`, import.meta.url), 'utf8'))

it('routes that need no sign-in are exactly those of the reviewed list', async () => {
  expect(await publicRoutes()).toEqual(await read('packages/api/public-routes.json'))
})

it('the checked-in OpenAPI document is the one of this code (npm run gen writes it)', async () => {
  expect(JSON.parse(JSON.stringify(await describeApi()))).toEqual(await read('docs/reference/openapi.json'))
})

it('every operation has a summary and an id of its own, and every reference leads somewhere', async () => {
  const document = JSON.parse(JSON.stringify(await describeApi()))
  const ids = new Set<string>()
  for (const operations of Object.values<Record<string, { operationId: string; summary: string }>>(
    document.paths,
  )) {
    for (const { operationId, summary } of Object.values(operations)) {
      expect(summary).not.toBe('')
      expect(ids).not.toContain(operationId)
      ids.add(operationId)
    }
  }
  const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)
  for (const [, kind = '', name = ''] of references) expect(document.components[kind]).toHaveProperty([name])
})
