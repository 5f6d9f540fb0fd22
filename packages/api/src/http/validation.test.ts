import type { FastifySchemaCompiler } from 'fastify'
import { expect, it } from 'vitest'
import { describedApp } from '../openapi/describe.ts'

type Route = Parameters<FastifySchemaCompiler<unknown>>[0]

it('every schema that requests are checked against compiles, though a server compiles them late', async () => {
  const app = describedApp()
  const routes: Route[] = []
  const compile: FastifySchemaCompiler<unknown> | undefined = app.validatorCompiler
  if (!compile) throw new Error('no compiler was registered')
  app.setValidatorCompiler<unknown>((route) => {
    routes.push(route)
    return compile(route)
  })
  await app.ready()

  const broken: string[] = []
  for (const route of routes) {
    try {
      // The first value that is checked has the schema compiled.
      compile(route)(null)
    } catch (error) {
      broken.push(`${route.method} ${route.url} ${route.httpPart}: ${error}`)
    }
  }
  expect(broken).toEqual([])
  expect(routes.length).toBeGreaterThan(500)
})

it('a schema is compiled for bodies apart from query strings, whose texts become numbers', async () => {
  const compile = describedApp().validatorCompiler
  const schema = { type: 'object', properties: { limit: { type: 'integer' } } }
  const check = (httpPart: string) => compile?.({ schema, method: 'GET', url: '/', httpPart })
  expect(check('querystring')).toBe(check('querystring'))
  expect(check('querystring')?.({ limit: '5' })).toBe(true)
  const body = check('body')
  expect(body?.({ limit: '5' })).toBe(false)
  expect(body?.errors?.[0]).toMatchObject({ instancePath: '/limit', keyword: 'type' })
  expect(body?.({ limit: 5 })).toBe(true)
  expect(body?.errors).toBeNull()
})
