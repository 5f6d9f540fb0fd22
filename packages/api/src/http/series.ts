/** What routes over time series share: the window that a caller asks for, and a series in one page. */
import { type Static, Type } from '@sinclair/typebox'
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

/** All of a series in one page. */
export function wholePage<T>(data: readonly T[]) {
  return { data, paging: { total: data.length } }
}
