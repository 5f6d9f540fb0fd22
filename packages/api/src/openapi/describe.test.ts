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

/** Commands: their address says it all. Followers are the one exception that clients send as text beside it. */
const takesNoBody =
  /\/(?:trigger|deploy|kill|toggleIngestion|reset|validate|compute\.percentile)(?:\/|$)|\/followers\/|\/(?:accept|reject)(?:-all)?$|\/(?:close|test|nonce|snapshot|logout|read|tick|replay|resume|syncOffset|confirm|revert|demo)$/

/** Calls of real clients that are answered with an empty body, or that lead on to another address. */
const answersNothing = /^(?:put|delete) \/api\/v1\/lineage|callback$|auth\/log(?:in|out)$/

it('every operation has a schema of its body and of its answer', async () => {
  const document = JSON.parse(JSON.stringify(await describeApi()))
  const without: string[] = []
  interface Operation {
    readonly requestBody?: object
    readonly responses: Record<string, { readonly content?: object }>
  }
  for (const [path, operations] of Object.entries<Record<string, Operation>>(document.paths)) {
    for (const [method, { requestBody, responses }] of Object.entries(operations)) {
      const name = `${method} ${path}`
      const answers = Object.entries(responses).filter(([status]) => status !== 'default')
      const isEmpty = answers.some(
        ([status, { content }]) => status !== '204' && status !== '304' && content === undefined,
      )
      if (isEmpty && !answersNothing.test(name)) without.push(`${name}: no schema of the answer`)
      const writes = method === 'put' || method === 'post' || method === 'patch'
      if (writes && !requestBody && !takesNoBody.test(path)) without.push(`${name}: no schema of the body`)
    }
  }
  expect(without).toEqual([])
})

/** Where an answer may hold anything at all, as `/items`; what stands in a type of its own is that type's matter. */
function openPlaces(schema: unknown, at = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  if (Object.keys(schema).every((keyword) => keyword === 'description')) return [at]
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (keyword === 'items' || keyword === 'anyOf') {
      return [value].flat().flatMap((one) => openPlaces(one, `${at}/${keyword}`))
    }
    if (keyword !== 'properties' && keyword !== 'patternProperties') return []
    return Object.entries(Object(value)).flatMap(([name, member]) => openPlaces(member, `${at}/${name}`))
  })
}

it('every member of an answer has a schema', async () => {
  const document = JSON.parse(JSON.stringify(await describeApi()))
  const open: string[] = []
  type Answers = Record<string, { readonly content?: Record<string, { readonly schema: unknown }> }>
  for (const [path, operations] of Object.entries<Record<string, { responses: Answers }>>(document.paths)) {
    for (const [method, { responses }] of Object.entries(operations)) {
      for (const { schema } of Object.values(responses).flatMap(({ content = {} }) => Object.values(content)))
        open.push(...openPlaces(schema).map((place) => `${method} ${path} ${place}`))
    }
  }
  expect(open).toEqual([])
})
