/** What routes over time series share: the window a caller asks for, and the page they get. */
import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Paging } from '@waymark/spec'
import { momentMs, queryOf } from './query.ts'

export const SeriesWindow = queryOf({
  startTs: Type.Optional(momentMs('milliseconds since 1970, included')),
  endTs: Type.Optional(momentMs('milliseconds since 1970, included')),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 1000 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 })),
})
export type SeriesWindow = Static<typeof SeriesWindow>

/** The window in the engine's words. */
export function windowOf({ startTs, endTs, limit }: SeriesWindow) {
  return {
    ...(startTs === undefined ? {} : { startMs: startTs }),
    ...(endTs === undefined ? {} : { endMs: endTs }),
    ...(limit === undefined ? {} : { limit }),
  }
}

export function seriesPage(schema: TSchema) {
  return Type.Object({ data: Type.Array(schema), paging: Paging }, { additionalProperties: false })
}

/** All of a series in one page. */
export function wholePage<T>(data: readonly T[]) {
  return { data, paging: { total: data.length } }
}
