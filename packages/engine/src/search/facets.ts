/** Counts of the facets beside a search, each as if it were not chosen itself. */
import type { Tx } from '../database.ts'
import { compile } from './compile.ts'
import { type Condition, plainWords } from './condition.ts'
import {
  type ChosenFacet,
  countGroups,
  type FacetGroup,
  facetColumn,
  facetGroups,
  withExact,
} from './facet-counts.ts'
import { Parameters } from './parameters.ts'
import type { SearchAnswer } from './search-contract.ts'
import { type Part, partTerm } from './terms.ts'

interface Counted {
  readonly facets: NonNullable<SearchAnswer['facets']>
  readonly estimated: boolean
}

/** Documents that are looked at: every one of them, or those of a random part where that holds enough to go by. */
interface Level {
  readonly part: Part | undefined
  /** With fewer, the next level is counted. */
  readonly enough: number
}

/** Documents that say enough about all: a value that a tenth of them has is told within a fifth of its count. */
const enough = 250
/** No more than these are looked at, however many there are. */
const mostLooked = 2000

/** Each part is eight times the one before; of fewer matches than fill a part, all are looked at. */
const ofWords: readonly Level[] = [
  { part: 64, enough },
  { part: 8, enough },
  { part: undefined, enough: 0 },
]
/** Without words nearly everything matches, and the terms tell the parts. */
const ofEverything: readonly Level[] = [
  { part: 512, enough },
  { part: 64, enough },
  { part: 8, enough },
  { part: undefined, enough: 0 },
]

/**
 * Documents of a part. Words have an index of each part that is a fraction of theirs (migration 0027), whose condition stands here
 * letter by letter; everything else asks the terms.
 */
function inPart(part: Part | undefined, hasWords: boolean, parameters: Parameters): string {
  if (part === undefined) return 'true'
  if (hasWords && part !== 512) return `(get_byte(uuid_send(entity_id), 15) & ${part - 1}) = 0`
  return `terms @> ${parameters.add([partTerm(part)])}::text[]`
}

/** What was looked at of the matches. */
export interface Looked {
  /** Of how many documents each that was looked at is one; null where there are none. */
  readonly part: number | null
  readonly groups: readonly FacetGroup[]
}

/** @param base - what hits have to meet beside the chosen facets */
export async function lookAt(tx: Tx, base: Condition): Promise<Looked> {
  const hasWords = plainWords(base).length > 0
  const levels = hasWords ? ofWords : ofEverything
  const parameters = new Parameters([], hasWords)
  const where = compile(base, parameters)
  const size = (at: number) => `(select count(*) from level_${at})`
  const isUsed = (at: number) => {
    const before = levels.slice(0, at).map((level, earlier) => `${size(earlier)} < ${level.enough}`)
    return before.length === 0 ? 'true' : before.join(' and ')
  }
  const looked = levels.map(
    ({ part = 1 }, at) => `level_${at} as materialized (
      select ${part} as part, ${facetColumn} from search_document
       where ${isUsed(at)} and ${where} and ${inPart(levels[at]?.part, hasWords, parameters)} limit ${mostLooked})`,
  )
  const taken = levels.map((level, at) => `select * from level_${at} where ${size(at)} >= ${level.enough}`)
  const { rows } = await tx.query<Looked>(
    `with ${looked.join(', ')}, base as materialized (${taken.join(' union all ')})
     select (select part from base limit 1) as part, ${facetGroups('base')} as groups`,
    parameters.values,
  )
  return rows[0] ?? { part: null, groups: [] }
}

/**
 * Facets of a search whose matches are too many to count each of them, or narrowed by chosen facets.
 * @param exact - all that meets the chosen ones as well, where it was counted one by one
 */
export function countFacets(
  looked: Looked,
  chosen: readonly ChosenFacet[],
  exact: readonly FacetGroup[] | undefined,
): Counted {
  const factor = looked.part ?? 1
  const beside = countGroups(looked.groups, chosen, factor)
  const estimated = factor > 1
  return {
    facets: exact && estimated ? withExact(beside, countGroups(exact, []), chosen) : beside,
    estimated,
  }
}
