/** The search backend on PostgreSQL: full text for words, trigrams for typing errors, columns for facets. */
import { problem, type Registry } from '@waymark/spec'
import type { Database } from '../database.ts'
import type { FacetName, SearchAnswer, SearchBackend, SearchHit, SearchQuery } from '../engine.ts'
import { compile, facetColumns, Parameters, wordQuery } from './compile.ts'
import { allOf, type Condition, everything, plainWords } from './condition.ts'
import { highlight } from './highlight.ts'
import { parseQueryFilter } from './query-filter.ts'
import { parseQuery } from './query-syntax.ts'
import { listMembers } from './search-document.ts'
import { words } from './words.ts'

interface Row {
  readonly entity_id: string
  readonly entity_type: string
  readonly index_name: string
  readonly source: Record<string, unknown>
  readonly texts: Record<string, string[]>
  readonly score: number
  readonly sort_key: string | null
  readonly total: string
  /** The entity's document, where the source lacks its lists. */
  readonly doc: string | null
}

const facetNames = Object.keys(facetColumns) as FacetName[]
const facetLimit = 50
const deepestWindow = 10_000
const mostHits = 1000

/** Similarity from which a name counts as a misspelling of the query. */
const typoSimilarity = 0.45

/** Wire names of sortable members, as SQL of equal type. */
const sortable: Readonly<Record<string, string>> = {
  fullyQualifiedName: 'fqn',
  name: 'lower(name)',
  displayName: "lower(source ->> 'displayName')",
  updatedAt: "lpad(updated_at::text, 16, '0')",
  entityType: 'entity_type',
}

/** Conditions of a query: text and filters apart, since facets are counted without their own filter. */
function conditionsOf(query: SearchQuery) {
  const text = query.q === undefined ? everything : parseQuery(query.q)
  const filters: Condition[] = []
  if (query.index && query.index !== 'all' && query.index !== 'dataAsset') {
    filters.push({ kind: 'equals', field: 'index_name', values: query.index.split(',') })
  }
  if (query.queryFilter !== undefined) filters.push(parseQueryFilter(query.queryFilter))
  if (query.field) {
    const { name, value } = query.field
    filters.push(
      value.includes('*')
        ? { kind: 'wildcard', field: name, pattern: value }
        : { kind: 'equals', field: name, values: [value] },
    )
  }
  const facets = facetNames.flatMap((name) => {
    const values = query.facets?.[name]
    return values && values.length > 0
      ? [{ name, condition: { kind: 'equals', field: name, values } as const }]
      : []
  })
  return { text, filters: allOf(filters), facets }
}

/** Names count most, whole names above all; ties are in the order of names. */
function scoreOf(text: Condition, q: string | undefined, parameters: Parameters): string {
  const found = plainWords(text)
  if (found.length === 0) return '1::real'
  const query = found.map((word) => wordQuery(word, false, parameters)).join(' || ')
  const typed = parameters.add((q ?? '').trim().toLowerCase())
  return `(ts_rank('{0.1, 0.25, 0.5, 1.0}', words, ${query})
    + case when lower(name) = ${typed} then 4 when starts_with(lower(name), ${typed}) then 1 else 0 end
    + word_similarity(${typed}, lower(name)))::real`
}

export function createPostgresSearch(database: Database, registry: Registry): SearchBackend {
  /** Lists to take from the documents, by the types that have any. */
  const listsOf = new Map(
    registry.all
      .map((definition) => [definition.type, listMembers(definition)] as const)
      .filter(([, lists]) => lists.length > 0),
  )
  const hits = async (
    query: SearchQuery,
    where: Condition,
    score: Condition,
  ): Promise<{ total: number; rows: Row[] }> => {
    const parameters = new Parameters()
    const condition = compile(where, parameters)
    const rank = scoreOf(score, query.q, parameters)
    const field =
      query.sort && query.sort.field !== '_score' ? query.sort.field.replace(/\.keyword$/, '') : undefined
    const key = field === undefined ? undefined : Object.hasOwn(sortable, field) ? sortable[field] : undefined
    if (field !== undefined && key === undefined) {
      throw problem('parameter-invalid', {
        parameter: 'sort_field',
        expected: `one of _score, ${Object.keys(sortable).join(', ')}.`,
      })
    }
    const direction = query.sort?.order === 'asc' ? 'asc' : 'desc'
    const [afterKey] = query.searchAfter ?? []
    const onward =
      key !== undefined && afterKey !== undefined
        ? `where sort_key ${direction === 'asc' ? '>' : '<'} ${parameters.add(afterKey)}`
        : ''
    const order = key === undefined ? 'score desc, fqn' : `sort_key ${direction}, fqn`
    const { rows } = await database.query<Row>(
      `with found as materialized (
         select entity_id, fqn, ${rank} as score, ${key ?? 'null::text'} collate "C" as sort_key
           from search_document where ${condition}),
       page as (
         select entity_id, fqn, score, sort_key from found ${onward}
          order by ${order} limit ${parameters.add(query.size ?? 10)} offset ${parameters.add(query.from ?? 0)})
       select d.entity_id, d.entity_type, d.index_name, d.source, d.texts, page.score, page.sort_key,
              case when d.entity_type = any(${parameters.add([...listsOf.keys()])}::text[]) then entity.doc end as doc,
              (select count(*) from found) as total
         from page join search_document d using (entity_id) left join entity on entity.id = d.entity_id
        order by ${order.replaceAll(/\b(score|sort_key|fqn)\b/g, 'page.$1')}`,
      parameters.values,
    )
    const [first] = rows
    const total = first
      ? Number(first.total)
      : (query.from ?? 0) > 0 || (query.size ?? 10) === 0 || onward
        ? await count(where)
        : 0
    return { total, rows }
  }

  const count = async (where: Condition): Promise<number> => {
    const parameters = new Parameters()
    const { rows } = await database.query<{ total: string }>(
      `select count(*) as total from search_document where ${compile(where, parameters)}`,
      parameters.values,
    )
    return Number(rows[0]?.total ?? 0)
  }

  const facetCounts = async (base: Condition, facets: ReturnType<typeof conditionsOf>['facets']) => {
    const parameters = new Parameters()
    const counts = facetNames.map((name) => {
      const at = facetColumns[name]
      const others = compile(
        allOf(facets.filter((facet) => facet.name !== name).map((facet) => facet.condition)),
        parameters,
      )
      const value = at?.kind === 'array' ? `unnest(${at.sql})` : at?.sql
      return `(select '${name}' as facet, value, count(*) as count
                 from (select ${value} as value from base where ${others}) as v
                where value is not null group by value order by count(*) desc, value limit ${facetLimit})`
    })
    const { rows } = await database.query<{ facet: FacetName; value: string; count: string }>(
      `with base as materialized (
         select entity_id, entity_type, service, service_type, database, database_schema, table_type, tier, tags, owners
           from search_document where ${compile(base, parameters)})
       ${counts.join(' union all ')}`,
      parameters.values,
    )
    const grouped: Partial<Record<FacetName, { value: string; count: number }[]>> = {}
    for (const row of rows) {
      const list = grouped[row.facet] ?? []
      list.push({ value: row.value, count: Number(row.count) })
      grouped[row.facet] = list
    }
    return grouped
  }

  return {
    async search(query): Promise<SearchAnswer> {
      checkWindow(query)
      const deleted: Condition = {
        kind: 'equals',
        field: 'deleted',
        values: [String(query.deleted ?? false)],
      }
      const { text, filters, facets } = conditionsOf(query)
      const chosen = allOf(facets.map((facet) => facet.condition))
      let base = allOf([deleted, filters, text])
      let score = text
      let { total, rows } = await hits(query, allOf([base, chosen]), score)
      const typed = plainWords(text)
      if (total === 0 && typed.length > 0 && text.kind === 'words') {
        const similar = await namesLike(typed.join(' '))
        if (similar.length > 0) {
          base = allOf([deleted, filters, { kind: 'equals', field: 'id', values: similar }])
          score = everything
          ;({ total, rows } = await hits(query, allOf([base, chosen]), score))
        }
      }
      return {
        total,
        hits: rows.map((row) => hit(row, listsOf.get(row.entity_type) ?? [], typed)),
        ...(query.withFacets ? { facets: await facetCounts(base, facets) } : {}),
      }
    },

    async suggest(prefix, limit) {
      const typed = words(prefix)
      if (typed.length === 0) return []
      const answer = await this.search({ q: typed.join(' '), size: Math.min(limit, 50) })
      return answer.hits
    },
  }

  async function namesLike(typed: string): Promise<string[]> {
    const { rows } = await database.query<{ entity_id: string }>(
      `select entity_id from search_document
        where word_similarity($1, lower(name)) > $2
        order by word_similarity($1, lower(name)) desc limit 100`,
      [typed, typoSimilarity],
    )
    return rows.map((row) => row.entity_id)
  }
}

/** What a hit shows: what search keeps, with the lists that only the entity's document holds. */
function sourceOf({ source, doc }: Row, lists: readonly string[]): Row['source'] {
  if (doc === null) return source
  const document: Row['source'] = JSON.parse(doc) // written by the engine
  const found = lists.filter((member) => document[member] !== undefined)
  return { ...source, ...Object.fromEntries(found.map((member) => [member, document[member]])) }
}

function hit(row: Row, lists: readonly string[], typed: readonly string[]): SearchHit {
  const marked: Record<string, string[]> = {}
  const texts = {
    name: [String(row.source.name)],
    displayName: [String(row.source.displayName)],
    ...row.texts,
  }
  for (const [path, found] of Object.entries(texts)) {
    const fragments = highlight(found, typed)
    if (fragments) marked[path] = fragments
  }
  return {
    id: row.entity_id,
    index: row.index_name,
    score: row.score,
    source: sourceOf(row, lists),
    ...(Object.keys(marked).length > 0 ? { highlight: marked } : {}),
    ...(row.sort_key === null ? {} : { sort: [row.sort_key] }),
  }
}

function checkWindow(query: SearchQuery): void {
  const size = query.size ?? 10
  const from = query.from ?? 0
  if (!Number.isInteger(size) || size < 0 || size > mostHits) {
    throw problem('parameter-invalid', {
      parameter: 'size',
      expected: `a whole number from 0 to ${mostHits}.`,
    })
  }
  if (!Number.isInteger(from) || from < 0 || from + size > deepestWindow) {
    throw problem('parameter-invalid', {
      parameter: 'from',
      expected: `a whole number; from + size at most ${deepestWindow}. Go further with search_after.`,
    })
  }
}
