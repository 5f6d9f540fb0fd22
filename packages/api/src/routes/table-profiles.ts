/** Profiles of tables, their columns and their data changes: written together, read by time, listed across tables. */
import { createHash } from 'node:crypto'
import { type Static, Type } from '@sinclair/typebox'
import type { EntityJson } from '@waymark/engine'
import {
  buildFqn,
  type Column,
  ColumnProfile,
  CreateTableProfile,
  EntityReference,
  problem,
  SystemProfile,
  splitFqn,
  Table,
  TableProfile,
} from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { withHref } from '../entities/address.ts'
import { pageOf } from '../entities/answer-schemas.ts'
import { authorizeOn, contextOf, type EntityContext, keyOf } from '../entities/entity-context.ts'
import { SeriesWindow, wholePage, windowOf } from '../http/series.ts'
import { described } from '../route-config.ts'

const tag = 'Table'
const base = '/api/v1/tables'

/** Service, database, schema and table; what follows in a name is a column. */
const tableDepth = 4

const kinds = { table: 'profile', column: 'columnProfiles', system: 'systemProfiles' } as const
type Kind = keyof typeof kinds

const EntityProfile = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    entityReference: EntityReference,
    timestamp: Type.Integer(),
    profileData: Type.Union([TableProfile, ColumnProfile, SystemProfile]),
    profileType: Type.String({ enum: Object.keys(kinds) }),
  },
  { $id: 'EntityProfile', additionalProperties: false },
)

const ProfileSearch = Type.Object(
  {
    ...SeriesWindow.properties,
    profileType: Type.Optional(Type.String({ enum: Object.keys(kinds) })),
  },
  { additionalProperties: true },
)

export function registerTableProfileRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const context = contextOf(deps, 'table')
  registerWrite(app, context)
  registerSeries(app, context)
  registerLatest(app, context)
  registerEntityProfiles(app, deps)
}

/** The column of a table as it stands in fully qualified names. @throws `body-invalid` for one that is not there */
function partOf(table: EntityJson, name: string, field: string): string {
  const has = (columns: readonly Column[], path: readonly string[]): boolean => {
    const [first, ...rest] = path
    const found = columns.find((column) => column.name === first)
    return found !== undefined && (rest.length === 0 || has(found.children ?? [], rest))
  }
  const columns = table.columns as readonly Column[] // the table's schema
  if (has(columns, [name])) return buildFqn(name)
  const nested = readPath(name)
  if (nested && has(columns, nested)) return buildFqn(...nested)
  throw problem('body-invalid', { field, expected: `'${name}' is no column of ${table.fullyQualifiedName}.` })
}

function readPath(name: string): string[] | undefined {
  try {
    return splitFqn(name)
  } catch {
    return undefined
  }
}

function registerWrite(app: FastifyInstance, context: EntityContext): void {
  const { engine, definition } = context
  app.put<{ Params: { id: string }; Body: CreateTableProfile }>(
    `${base}/:id/tableProfile`,
    {
      schema: { body: CreateTableProfile },
      config: {
        docs: described({ summary: 'Keep a profile of a Table and its columns', tag, answer: Table.schema }),
      },
    },
    async (request) => {
      const key = keyOf(context, request.params)
      await authorizeOn(context, principalOf(request), key, 'EditDataProfile')
      const table = await engine.get('table', key)
      const { tableProfile, columnProfile = [], systemProfile = [] } = request.body
      await engine.extensions.appendAll('table', table.fullyQualifiedName, [
        { name: kinds.table, entry: tableProfile },
        ...columnProfile.map((entry, at) => ({
          name: kinds.column,
          entry,
          part: partOf(table, entry.name, `columnProfile[${at}].name`),
        })),
        ...systemProfile.map((entry) => ({ name: kinds.system, entry })),
      ])
      return withHref(request, definition, await engine.get('table', key, { fields: ['profile'] }))
    },
  )
  app.delete<{ Params: { fqn: string; entityType: string; timestamp: string } }>(
    `${base}/:fqn/:entityType/:timestamp/profile`,
    { config: { docs: described({ summary: 'Remove a profile of a Table or column', tag, status: 204 }) } },
    async (request, reply) => {
      const { fqn, entityType, timestamp } = request.params
      const { table, part } = nameOf(fqn)
      await context.identity.authorize(principalOf(request), 'EditDataProfile', {
        type: 'table',
        name: table,
      })
      const kind = entityType as Kind // looked up below
      const name = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
      if (!name)
        throw problem('parameter-invalid', { parameter: 'entityType', expected: 'table, column or system.' })
      const atMs = Number(timestamp)
      if (!Number.isSafeInteger(atMs))
        throw problem('parameter-invalid', { parameter: 'timestamp', expected: 'milliseconds since 1970.' })
      const at = { startMs: atMs, endMs: atMs, ...(part === undefined ? {} : { part }) }
      await engine.extensions.remove('table', table, name, at)
      return reply.code(204).send()
    },
  )
}

function nameOf(fqn: string): { table: string; part?: string } {
  const parts = readPath(fqn) ?? [fqn]
  const column = parts.slice(tableDepth)
  const table = buildFqn(...parts.slice(0, tableDepth))
  return column.length === 0 ? { table } : { table, part: buildFqn(...column) }
}

function registerSeries(app: FastifyInstance, context: EntityContext): void {
  const { engine } = context
  const routes = [
    { segment: 'tableProfile', name: kinds.table, schema: TableProfile },
    { segment: 'columnProfile', name: kinds.column, schema: ColumnProfile },
    { segment: 'systemProfile', name: kinds.system, schema: SystemProfile },
  ]
  for (const { segment, name, schema } of routes) {
    app.get<{ Params: { fqn: string }; Querystring: SeriesWindow }>(
      `${base}/:fqn/${segment}`,
      {
        schema: { querystring: SeriesWindow },
        config: {
          docs: described({ summary: `${segment} entries, newest first`, tag, answer: pageOf(schema) }),
        },
      },
      async (request) => {
        const { table, part } = nameOf(request.params.fqn)
        await authorizeOn(context, principalOf(request), { fqn: table }, 'ViewDataProfile')
        await engine.getText('table', { fqn: table }, 'all')
        const window = { ...windowOf(request.query), ...(part === undefined ? {} : { part }) }
        return wholePage(await engine.extensions.series('table', table, name, window))
      },
    )
  }
}

function registerLatest(app: FastifyInstance, context: EntityContext): void {
  const { engine, definition } = context
  app.get<{ Params: { fqn: string } }>(
    `${base}/:fqn/tableProfile/latest`,
    {
      config: {
        docs: described({
          summary: 'A Table with its newest profile and those of its columns',
          tag,
          answer: Table.schema,
        }),
      },
    },
    async (request) => {
      const key = keyOf(context, request.params)
      await authorizeOn(context, principalOf(request), key, 'ViewDataProfile')
      const table = await engine.get('table', key, { fields: ['profile'] })
      const newest = await engine.extensions.newestParts('table', table.fullyQualifiedName, kinds.column)
      const withProfiles = (columns: readonly Column[], above: readonly string[]): Column[] =>
        columns.map((column) => {
          const path = [...above, column.name]
          const profile = newest.get(buildFqn(...path)) as Column['profile'] // checked when it was kept
          return {
            ...column,
            ...(profile ? { profile } : {}),
            ...(column.children ? { children: withProfiles(column.children, path) } : {}),
          }
        })
      const columns = withProfiles(table.columns as readonly Column[], []) // the table's schema
      return withHref(request, definition, { ...table, columns })
    },
  )
}

/** The same profile has the same id in every answer. */
function profileId(...parts: readonly string[]): string {
  const hex = createHash('md5').update(parts.join('\n')).digest('hex')
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-3$3-a$4-$5')
}

function registerEntityProfiles(app: FastifyInstance, { engine, identity }: ApiDependencies): void {
  app.get<{ Params: { type: string }; Querystring: Static<typeof ProfileSearch> }>(
    '/api/v1/entity/profiles/:type',
    {
      schema: { querystring: ProfileSearch },
      config: {
        docs: described({
          summary: 'Profiles of all entities of a type, newest first',
          tag,
          answer: pageOf(EntityProfile),
        }),
      },
    },
    async (request) => {
      const { type } = request.params
      await identity.authorize(principalOf(request), 'ViewDataProfile', { type })
      // Of all types, tables alone have profiles.
      const kind = request.query.profileType as Kind | undefined // one of the schema's words
      const names = type === 'table' ? (kind ? [kinds[kind]] : Object.values(kinds)) : []
      const { offset = 0 } = request.query
      const { entries, total } =
        names.length === 0
          ? { entries: [], total: 0 }
          : await engine.extensions.acrossEntities('table', names, { ...windowOf(request.query), offset })
      const typeOf = new Map(Object.entries(kinds).map(([word, name]) => [name as string, word]))
      return {
        data: entries.map(({ entity, name, part = '', key, value }) => ({
          id: profileId(entity.id, name, part, key),
          entityReference: entity,
          timestamp: value.timestamp,
          profileData: value,
          profileType: typeOf.get(name),
        })),
        // Clients read both without looking whether they are there.
        paging: { total, offset, before: null, after: null },
      }
    },
  )
}
