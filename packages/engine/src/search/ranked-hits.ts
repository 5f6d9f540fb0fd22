/** The best hits first: names answer, and only a bounded number of other documents is ranked when they don't fill the page. */
import type { Tx } from '../database.ts'
import { compile } from './compile.ts'
import type { Condition } from './condition.ts'
import { facetColumn } from './facet-counts.ts'
import { columnsOf, type Found, run, shown, type Wanted } from './hit-query.ts'
import { Parameters } from './parameters.ts'
import { termsAsked } from './prepared.ts'
import { inNames, nameScore, typedName, wholeWords, wordScore } from './ranking.ts'

/** Documents that are ranked one by one, of each kind: found by name, found by any word. */
const candidates = 400
/** Whoever counts fewer finishes soon, and whoever counts more wants to know. */
const estimated = { least: 400, most: 10_000 }
/** Names that are the same word in full, twice over: a name also stands first where it begins with what was typed. */
const mostTwice = 50
/** With so many names that have the words as they were typed, nobody has left a word unfinished. */
const enoughNames = 50

/** So many words that were found to be whole are kept in mind. */
const mostWhole = 2000

/**
 * A common word is in a third of all documents, and to rank each of them is what makes a search slow. Beginnings of words are what
 * costs next: PostgreSQL reads the whole list of each, while it skips through the lists of whole words. So words are first taken as
 * they are, and as beginnings where few names have them.
 */
export function createRanking(tx: Tx): (wanted: Wanted) => Promise<Found> {
  /** Nothing that has the words is missed where they have become rare since: only what begins with them, beside hits that have them. */
  const knownWhole = new Set<string>()

  const areWhole = async (words: Condition): Promise<boolean> => {
    const key = JSON.stringify(words)
    if (knownWhole.has(key)) return true
    if (!(await hasNames(tx, words))) return false
    if (knownWhole.size >= mostWhole) knownWhole.clear()
    knownWhole.add(key)
    return true
  }

  return async (wanted) => {
    const whole = wholeWords(wanted.text)
    if (whole !== undefined && asksTerms(wanted.filter)) {
      // Filters leave few names, which says nothing of the words.
      return await rank(tx, { ...wanted, text: (await areWhole(whole)) ? whole : wanted.text }, 0)
    }
    if (whole !== undefined) {
      const found = await rank(tx, { ...wanted, text: whole }, enoughNames)
      if (found.matches >= enoughNames) return found
    }
    return await rank(tx, wanted, 0)
  }
}

/** Whether the words are those of enough names, whatever else is asked. */
async function hasNames(tx: Tx, whole: Condition): Promise<boolean> {
  const parameters = new Parameters([], true)
  const names = inNames(whole)
  if (names === undefined) return false
  const { rows } = await tx.query<{ found: string }>(
    `select count(*) as found from (
       select from search_document where ${compile(names, parameters)} and not deleted limit ${parameters.add(enoughNames)}) as named`,
    parameters.values,
  )
  return Number(rows[0]?.found) >= enoughNames
}

/** Filters by terms are a question to an index. */
function asksTerms(filter: Condition): boolean {
  return termsAsked.test(compile(filter, new Parameters([], true)))
}

/** @param enough - with fewer names nothing is answered, and nothing counted */
async function rank(tx: Tx, wanted: Wanted, enough: number): Promise<Found> {
  const parameters = new Parameters([], true)
  const filter = compile(wanted.filter, parameters)
  const where = `${compile(wanted.text, parameters)} and ${filter}`
  const names = inNames(wanted.text)
  const typed = `${parameters.add(typedName(wanted.text))}::text`
  const page = wanted.from + wanted.size
  const need = page + (wanted.after ? candidates : 0)
  const most = Math.max(candidates, need)
  const beyond = wanted.countTo + 1
  const isMany = enoughInEighth(wanted)
  const onward = afterScore(wanted.after, parameters)
  const sortValues = wanted.sort.length === 0 ? 'null::text[]' : 'array[score::text, fqn]'
  const shortest = parameters.add(need)
  const limit = parameters.add(beyond)
  const score = `${nameScore(typed)} as score`
  // Behind the hit of an earlier page every score counts: a name's is the best of its document.
  const foremost = wanted.after
    ? ''
    : `order by score desc, fqn collate "C" limit ${parameters.add(page + mostTwice)}`
  const facets = wanted.withFacets ? `, ${facetColumn}` : ''
  const isEnough = enough === 0 ? 'true' : `names.found >= ${enough}`
  // Names that fill the page leave only the count to the words, and a short list of words is its own count.
  const isWorded = `${isEnough} and not fill_page`
  const isShort = `(fill_page or words.found >= ${most})`
  return await run(
    tx,
    `with named as materialized (
       select entity_id, fqn, ${score} from search_document
        where ${names ? compile(names, parameters) : 'false'} and ${filter} limit ${most}),
     names as materialized (select count(*) as found, count(*) >= ${shortest} as fill_page from named),
     worded as materialized (
       select entity_id, fqn, ${wordScore(wanted.text, parameters)} as score${facets} from search_document
        where (select ${isWorded} from names) and ${where} limit ${most}),
     words as materialized (select count(*) as found from worded),
     candidate as (
       (select entity_id, fqn, ${score} from search_document
         where ${names ? `lower(name) = replace(${typed}, ' ', '_')` : 'false'} and ${filter} limit ${mostTwice})
       union all (select entity_id, fqn, score from named ${foremost})
       union all select entity_id, fqn, score from worded),
     ranked as (select entity_id, min(fqn) as fqn, max(score) as score from candidate group by entity_id),
     page as (
       select entity_id, score, ${sortValues} as sort_values, row_number() over (order by score desc, fqn collate "C") as place
         from ranked where ${onward} and (select ${isEnough} from names)
        order by score desc, fqn collate "C" limit ${parameters.add(wanted.size)} offset ${parameters.add(wanted.from)}),
     eighth as materialized (
       select count(*) as found from (
         select from search_document
          where ${isMany === undefined ? 'false' : `(select ${isEnough} and ${isShort} from names, words) and ${where} and ${inEighth}`}
          limit ${parameters.add(isMany ?? 0)}) as drawn),
     counted as materialized (select ${isMany === undefined ? 'false' : `found >= ${parameters.add(isMany)}`} as is_many from eighth),
     others as materialized (
       select ${columnsOf(wanted)} from search_document
        where (select ${isEnough} and ${isShort} and not is_many from names, words, counted)
          and ${where} limit ${limit}),
     matches as (
       select case when names.found < ${enough} then 0
                   when is_many then ${limit}
                   when ${isShort} then (select count(*) from others)
                   else words.found end as count from names, words, counted)${
                     wanted.withFacets
                       ? `,
     matched as (select ${facetColumn} from others union all
                 select ${facetColumn} from worded where (select not ${isShort} from names, words))`
                       : ''
                   }
     ${shown(wanted.withFacets ? limit : undefined)}`,
    parameters,
    wanted,
  )
}

/** Letter by letter the condition of the index of every eighth document's words (migration 0027). */
const inEighth = '(get_byte(uuid_send(entity_id), 15) & 7) = 0'

/**
 * So many matches among every eighth document, and there are more of them than are counted: seven standard deviations above what as many
 * as are counted would have. To count them one by one is most of what a search for a common word costs. Undefined where that cannot
 * help: that index knows words alone.
 */
function enoughInEighth({ countTo, filter }: Wanted): number | undefined {
  if (countTo < estimated.least || countTo > estimated.most || asksTerms(filter)) return undefined
  return Math.ceil(countTo / 8 + 7 * Math.sqrt((countTo * 7) / 64))
}

function afterScore(after: readonly string[] | undefined, parameters: Parameters): string {
  const [score, name] = after ?? []
  if (score === undefined || !/^-?[\d.]+(e[+-]?\d+)?$/i.test(score)) return 'true'
  const value = `${parameters.add(score)}::real`
  if (name === undefined) return `score < ${value}`
  return `(score < ${value} or (score = ${value} and fqn collate "C" > ${parameters.add(name)}::text))`
}
