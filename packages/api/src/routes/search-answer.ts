/** Search answers in the shape of Elasticsearch. */
import { type TSchema, Type } from '@sinclair/typebox'
import { pickSource, type SearchAnswer, type SearchHit } from '@waymark/engine'

/** What is searched of an entity: members of its type. */
export const SearchDocument = Type.Object({}, { additionalProperties: true })

const Hit = Type.Object({
  _index: Type.String(),
  _id: Type.String(),
  _score: Type.Number(),
  _source: SearchDocument,
  highlight: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
  sort: Type.Optional(Type.Array(Type.String())),
})

export const SearchResponse: TSchema = Type.Object(
  {
    took: Type.Integer(),
    timed_out: Type.Boolean(),
    hits: Type.Object({
      total: Type.Object({ value: Type.Integer(), relation: Type.String() }),
      max_score: Type.Optional(Type.Number()),
      hits: Type.Array(Hit),
    }),
    aggregations: Type.Optional(Type.Object({}, { additionalProperties: true })),
  },
  { $id: 'SearchResponse' },
)

/** Which members of a hit are wanted. */
export interface SourceChoice {
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** Default true. */
  readonly fetch?: boolean
}

const whole: SourceChoice = { include: [], exclude: [] }

function hitOf(hit: SearchHit, choice: SourceChoice) {
  return {
    _index: hit.index,
    _id: hit.id,
    _score: hit.score,
    _source: choice.fetch === false ? {} : pickSource(hit.source, choice.include, choice.exclude),
    ...(hit.highlight === undefined ? {} : { highlight: hit.highlight }),
    ...(hit.sort === undefined ? {} : { sort: hit.sort }),
  }
}

/** Facets stand under their own names, aggregations under Elasticsearch's typed ones. */
export function searchResponse(answer: SearchAnswer, tookMs: number, choice: SourceChoice = whole) {
  const facets = Object.entries(answer.facets ?? {}).map(([name, counts]) => [
    name,
    {
      // Elasticsearch's word for "not known": the counts are scaled from a part.
      ...(answer.facetsEstimated ? { doc_count_error_upper_bound: -1 } : {}),
      buckets: counts.map(({ value, count }) => ({ key: value, doc_count: count })),
    },
  ])
  const aggregations = { ...Object.fromEntries(facets), ...answer.aggregations }
  const [best] = answer.hits
  return {
    took: Math.round(tookMs),
    timed_out: false,
    hits: {
      total: { value: answer.total, relation: answer.totalRelation },
      ...(best === undefined ? {} : { max_score: best.score }),
      hits: answer.hits.map((hit) => hitOf(hit, choice)),
    },
    ...(answer.facets === undefined && answer.aggregations === undefined ? {} : { aggregations }),
  }
}
