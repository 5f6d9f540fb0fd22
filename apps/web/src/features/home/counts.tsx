/** What is in the catalog, in numbers that lead to it. */

import { Link } from '@tanstack/react-router'
import { homeTexts as texts } from '../../texts/home.ts'
import { typeLabel } from '../asset/asset.ts'
import { AssetIcon } from '../asset/asset-icon.tsx'
import type { Bucket } from '../search/search-api.ts'
import classes from './home.module.css'

/** Types whose numbers say something about a catalog, in this order. */
// biome-ignore format: a list of names
export const counted = [
  'table', 'dashboard', 'pipeline', 'topic', 'container', 'mlmodel', 'apiEndpoint', 'searchIndex', 'storedProcedure',
  'databaseSchema', 'database', 'databaseService', 'dataProduct', 'glossaryTerm', 'metric',
]
/** More of them than this are a list, not a look at a catalog. */
const mostCounted = 8

type Buckets = readonly Bucket[] | undefined

function countsOf(buckets: Buckets): readonly Bucket[] {
  return counted
    .flatMap((type) => buckets?.find(({ value, count }) => value === type && count > 0) ?? [])
    .slice(0, mostCounted)
}

export function hasCounted(buckets: Buckets): boolean {
  return countsOf(buckets).length > 0
}

export function Counts({ buckets }: { readonly buckets: Buckets }) {
  const found = countsOf(buckets)
  if (buckets && found.length === 0) return null
  return (
    <ul className={classes.counts} aria-label={texts.inCatalog}>
      {found.map(({ value, count }) => (
        <li key={value}>
          <Link to="/search" search={{ entityType: [value] }}>
            <strong>{count.toLocaleString('en')}</strong>
            <span>
              <AssetIcon type={value} /> {typeLabel(value, true)}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
