/** Where a table's data lie: the 0.13 clients relate a table to a location by its bare id. */

import { Type } from '@sinclair/typebox'
import { type JsonPatch, Table } from '@waymark/spec'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { answerWith, type EntityContext, keyOf } from '../entities/entity-context.ts'
import { heldWrites } from '../held-writes.ts'
import { described } from '../route-config.ts'

interface ById {
  Params: { id: string }
}

export function registerTableLocation(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine } = deps
  const definition = engine.registry.byType('table')
  const context: EntityContext = { ...deps, definition, path: `/api/v1/${definition.collection}` }
  const path = `${context.path}/:id/location`
  const relate = async (request: FastifyRequest<ById>, reply: FastifyReply, patch: JsonPatch) => {
    const principal = principalOf(request)
    const key = keyOf(context, request.params)
    const options = await heldWrites(context, principal, 'table')
    const { entity } = await engine.patch('table', key, patch, principal, options)
    return answerWith(
      context,
      request,
      reply,
      await engine.get('table', { id: entity.id }, { fields: ['location'] }),
    )
  }
  const docs = (summary: string) => ({
    docs: described({ summary, tag: definition.label, answer: Table.schema }),
  })
  app.put<ById & { Body: string }>(
    path,
    {
      schema: { body: Type.String({ format: 'uuid', description: 'id of a Location' }) },
      config: docs('Say where the data of a Table lie'),
    },
    (request, reply) =>
      relate(request, reply, [
        { op: 'add', path: '/location', value: { id: request.body, type: 'location' } },
      ]),
  )
  app.delete<ById>(
    path,
    { config: docs('The data of a Table lie nowhere that is known') },
    async (request, reply) => {
      const { location } = await engine.get('table', keyOf(context, request.params), { fields: ['location'] })
      return await relate(request, reply, location === undefined ? [] : [{ op: 'remove', path: '/location' }])
    },
  )
}
