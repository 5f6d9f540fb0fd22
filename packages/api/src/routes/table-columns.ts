/** The columns of a table: listed page by page, and described one by one under names of their own. */
import { type Static, Type } from '@sinclair/typebox'
import { buildFqn, Column, type JsonPatch, problem, splitFqn, TagLabel } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { pageOf } from '../entities/answer-schemas.ts'
import { authorizeOn, contextOf, keyOf, readOptions } from '../entities/entity-context.ts'
import { heldWrites } from '../held-writes.ts'
import { fieldsParameter, position, queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'

const tag = 'Table'
const base = '/api/v1/tables'
/** Service, database, schema and table. */
const tableDepth = 4

const UpdateColumn = Type.Object(
  {
    displayName: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    tags: Type.Optional(Type.Array(TagLabel)),
    constraint: Type.Optional(Type.String({ enum: ['NULL', 'NOT_NULL', 'UNIQUE', 'PRIMARY_KEY'] })),
    removeConstraint: Type.Optional(Type.Boolean()),
  },
  { $id: 'UpdateColumn', additionalProperties: false },
)

const ColumnQuery = queryOf({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, default: 1000 })),
  offset: Type.Optional(position({ default: 0 })),
  fields: fieldsParameter,
})

export function registerTableColumnRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine } = deps
  const context = contextOf(deps, 'table')
  const list = async (
    request: FastifyRequest<{ Querystring: Static<typeof ColumnQuery> }>,
    params: { id?: string; fqn?: string },
  ) => {
    const key = keyOf(context, params)
    await authorizeOn(context, principalOf(request), key, 'ViewBasic')
    const { limit = 1000, offset = 0, fields } = request.query
    const wanted = fields?.split(',').includes('customMetrics') ? { fields: 'customMetrics' } : {}
    const table = await engine.get('table', key, readOptions(context, request, wanted))
    const columns = table.columns as readonly Column[] // the table's schema
    return {
      data: columns.slice(offset, offset + limit),
      paging: { total: columns.length, offset, limit },
    }
  }
  const config = {
    docs: described({ summary: 'Columns of a Table, in their order', tag, answer: pageOf(Column) }),
  }
  app.get<{ Params: { fqn: string }; Querystring: Static<typeof ColumnQuery> }>(
    `${base}/name/:fqn/columns`,
    { schema: { querystring: ColumnQuery }, config },
    (request) => list(request, request.params),
  )
  app.get<{ Params: { id: string }; Querystring: Static<typeof ColumnQuery> }>(
    `${base}/:id/columns`,
    { schema: { querystring: ColumnQuery }, config },
    (request) => list(request, request.params),
  )
  app.put<{ Params: { fqn: string }; Body: Static<typeof UpdateColumn> }>(
    '/api/v1/columns/name/:fqn',
    {
      schema: { body: UpdateColumn },
      config: { docs: described({ summary: 'Describe, tag or constrain one column', tag, answer: Column }) },
    },
    async (request) => {
      const principal = principalOf(request)
      const names = splitFqn(request.params.fqn)
      const table = await engine.get('table', { fqn: buildFqn(...names.slice(0, tableDepth)) })
      const { path, column } = findColumn(
        table.columns as readonly Column[],
        names.slice(tableDepth),
        request.params.fqn,
      )
      const { removeConstraint, ...members } = request.body
      const patch: JsonPatch = Object.entries(members).map(([name, value]) => ({
        op: 'add',
        path: `${path}/${name}`,
        value,
      }))
      if (removeConstraint && column.constraint !== undefined)
        patch.push({ op: 'remove', path: `${path}/constraint` })
      const { entity } = await engine.patch(
        'table',
        { id: table.id },
        patch,
        principal,
        await heldWrites(context, principal, 'table'),
      )
      return findColumn(entity.columns as readonly Column[], names.slice(tableDepth), request.params.fqn)
        .column
    },
  )
}

/** A column by its path of names, and where it stands. @throws `entity-not-found` */
function findColumn(
  columns: readonly Column[],
  names: readonly string[],
  fqn: string,
): { path: string; column: Column } {
  const [first, ...rest] = names
  const at = columns.findIndex(({ name }) => name === first)
  const column = columns[at]
  if (!column) throw problem('entity-not-found', { type: 'column', key: fqn })
  if (rest.length === 0) return { path: `/columns/${at}`, column }
  const below = findColumn(column.children ?? [], rest, fqn)
  return { path: `/columns/${at}${below.path.replace('/columns', '/children')}`, column: below.column }
}
