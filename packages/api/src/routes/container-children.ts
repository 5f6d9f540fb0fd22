/** What stands directly in a container, page by page: an object store may hold more than one answer can. */
import { type Static, Type } from '@sinclair/typebox'
import { Container, unlessMissing } from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { withHref } from '../entities/address.ts'
import { pageOf } from '../entities/answer-schemas.ts'
import { authorizeOn, type EntityContext } from '../entities/entity-context.ts'
import { position, queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'

const Page = queryOf({
  limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000, default: 100 })),
  offset: Type.Optional(position({ default: 0 })),
})

/** What tells one from another; everything else is read with the container itself. */
const shown = ['id', 'name', 'displayName', 'fullyQualifiedName', 'description', 'service', 'href'] as const

export function registerContainerChildren(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine } = deps
  const definition = engine.registry.byType('container')
  const context: EntityContext = { ...deps, definition, path: `/api/v1/${definition.collection}` }
  app.get<{ Params: { fqn: string }; Querystring: Static<typeof Page> }>(
    `${context.path}/name/:fqn/children`,
    {
      schema: { querystring: Page },
      config: {
        docs: described({
          summary: 'What stands directly in a Container',
          tag: definition.label,
          answer: pageOf(Type.Pick(Container.schema, [...shown])),
        }),
      },
    },
    async (request) => {
      const { limit = 100, offset = 0 } = request.query
      const key = { fqn: request.params.fqn }
      await authorizeOn(context, principalOf(request), key, 'ViewBasic')
      const { data, total } = await engine.assets('container', key, { relation: 'children', limit, offset })
      // One may have been deleted since the page was read.
      const children = await Promise.all(data.map(({ id }) => unlessMissing(engine.get('container', { id }))))
      return {
        data: children
          .filter((child) => child !== undefined)
          .map((child) => {
            const entity = withHref(request, definition, child)
            return Object.fromEntries(shown.map((member) => [member, entity[member]]))
          }),
        paging: { total, limit, offset },
      }
    },
  )
}
