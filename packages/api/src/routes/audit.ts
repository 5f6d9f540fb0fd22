/** The audit log, for administrators: filtered, page by page, and as a file. */
import { Readable } from 'node:stream'
import { type Static, Type } from '@sinclair/typebox'
import {
  type AuditCategory,
  type AuditEntry,
  type AuditQuery,
  auditCategories,
  type Identity,
} from '@waymark/identity'
import { EntityReference } from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import { auditTargets } from '../audit-targets.ts'
import { type ApiDependencies, requireAdmin } from '../context.ts'
import { csvLine } from '../csv/lines.ts'
import { momentMs, position, queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'

const filters = {
  actor: Type.Optional(Type.String({ maxLength: 256, description: 'account name' })),
  category: Type.Optional(Type.String({ enum: [...auditCategories] })),
  outcome: Type.Optional(Type.String({ enum: ['ok', 'refused'] })),
  q: Type.Optional(Type.String({ maxLength: 256, description: 'text within action or target' })),
  startTs: Type.Optional(momentMs('milliseconds since 1970, included')),
  endTs: Type.Optional(momentMs('milliseconds since 1970, not included')),
}
const ListParameters = queryOf({
  ...filters,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  after: Type.Optional(position({ description: 'paging.after of the page before' })),
})
const ExportParameters = queryOf({
  ...filters,
  format: Type.Optional(Type.String({ enum: ['csv', 'json'], default: 'csv' })),
})

const Entry = Type.Object(
  {
    sequence: Type.Integer(),
    timestamp: Type.Integer(),
    category: Type.String({ enum: [...auditCategories] }),
    action: Type.String(),
    actor: Type.String(),
    impersonatedBy: Type.Optional(Type.String()),
    target: Type.Optional(Type.String()),
    targetEntity: Type.Optional(EntityReference),
    outcome: Type.String({ enum: ['ok', 'refused'] }),
    remoteAddress: Type.Optional(Type.String()),
    requestId: Type.Optional(Type.String()),
    details: Type.Record(Type.String(), Type.Unknown()),
  },
  { $id: 'AuditEntry' },
)
const Page = Type.Object({
  data: Type.Array(Entry),
  paging: Type.Object({ after: Type.Optional(Type.Integer()) }),
})

/** An export is a file to keep: so much and no more, the newest. */
const maxExported = 100_000
const pageSize = 1000

function queryFrom(given: Static<typeof ListParameters>): AuditQuery {
  const { actor, category, outcome, q, startTs, endTs, limit, after } = given
  return {
    ...(actor !== undefined && { actor }),
    ...(category !== undefined && { category: category as AuditCategory }), // one of the schema's words
    ...(outcome !== undefined && { outcome: outcome === 'ok' ? 'ok' : 'refused' }),
    ...(q !== undefined && { text: q }),
    ...(startTs !== undefined && { fromMs: startTs }),
    ...(endTs !== undefined && { toMs: endTs }),
    ...(limit !== undefined && { limit }),
    ...(after !== undefined && { before: after }),
  }
}

function onWire({ atMs, details = {}, ...entry }: AuditEntry): Static<typeof Entry> {
  return { ...entry, timestamp: atMs, details: { ...details } }
}

const columns = [
  'sequence',
  'timestamp',
  'category',
  'action',
  'actor',
  'impersonatedBy',
  'target',
  'outcome',
  'remoteAddress',
  'requestId',
] as const

export function registerAuditRoutes(app: FastifyInstance, { engine, identity, now }: ApiDependencies): void {
  app.get<{ Querystring: Static<typeof ListParameters> }>(
    '/api/v1/audit/logs',
    {
      schema: { querystring: ListParameters },
      config: {
        docs: described({ summary: 'The audit log, newest first', tag: 'Audit', answer: Page }),
      },
    },
    async (request, reply) => {
      requireAdmin(request, 'AuditLogs', 'audit log')
      reply.header('cache-control', 'no-store')
      const { limit = 100 } = request.query
      const entries = await identity.audit.list(queryFrom({ ...request.query, limit }))
      const last = entries.at(-1)
      const targets = await auditTargets(engine, entries)
      return {
        data: entries.map((entry) => {
          const targetEntity = targets.get(entry.sequence)
          return { ...onWire(entry), ...(targetEntity && { targetEntity }) }
        }),
        paging: last && entries.length === limit ? { after: last.sequence } : {},
      }
    },
  )
  app.get<{ Querystring: Static<typeof ExportParameters> }>(
    '/api/v1/audit/logs/export',
    {
      schema: { querystring: ExportParameters },
      config: {
        docs: described({
          summary: 'The audit log as a file: CSV, or one JSON object a line',
          tag: 'Audit',
          mediaType: ['text/csv', 'application/x-ndjson'],
        }),
      },
    },
    async (request, reply) => {
      requireAdmin(request, 'AuditLogs', 'audit log')
      const { format = 'csv', ...given } = request.query
      const lines = exported(identity.audit, queryFrom(given), format)
      // The first page is read before the answer begins, so that a failure is answered as such.
      const first = await lines.next()
      const body = async function* () {
        if (format === 'csv') yield csvLine([...columns, 'details'])
        if (!first.done) yield first.value
        yield* lines
      }
      const day = new Date(now()).toISOString().slice(0, 10)
      return reply
        .header('cache-control', 'no-store')
        .header(
          'content-disposition',
          `attachment; filename="audit-${day}.${format === 'csv' ? 'csv' : 'jsonl'}"`,
        )
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson')
        .send(Readable.from(body()))
    },
  )
}

async function* exported(
  audit: Identity['audit'],
  query: AuditQuery,
  format: string,
): AsyncGenerator<string> {
  const line = (entry: Static<typeof Entry>): string =>
    format === 'csv'
      ? csvLine([...columns.map((name) => cell(name, entry)), JSON.stringify(entry.details)])
      : `${JSON.stringify(entry)}\n`
  let before: number | undefined
  for (let count = 0; count < maxExported; count += pageSize) {
    const entries = await audit.list({
      ...query,
      limit: pageSize,
      ...(before !== undefined && { before }),
    })
    yield entries.map((entry) => line(onWire(entry))).join('')
    before = entries.at(-1)?.sequence
    if (entries.length < pageSize) return
  }
}

function cell(name: (typeof columns)[number], entry: Static<typeof Entry>): string {
  const value = entry[name]
  if (value === undefined) return ''
  return name === 'timestamp' ? new Date(entry.timestamp).toISOString() : String(value)
}
