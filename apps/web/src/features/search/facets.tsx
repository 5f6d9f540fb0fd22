/** The facets beside the results: values with counts, several of one facet are alternatives. */

import { Anchor, Checkbox } from '@mantine/core'
import { useState } from 'react'
import { searchTexts as texts } from '../../texts/search.ts'
import { typeLabel } from '../asset/asset.ts'
import classes from './search.module.css'
import type { Bucket, Results } from './search-api.ts'
import { type FacetName, facetLabels, facetNames, type SearchState, toggleFacet } from './search-state.ts'

interface FacetsProps {
  readonly state: SearchState
  readonly facets: Results['facets']
  readonly onChange: (state: SearchState) => void
}

export function Facets({ state, facets, onChange }: FacetsProps) {
  return (
    <aside className={classes.facets} aria-label={texts.filters}>
      {facetNames.map((name) => (
        <Facet
          key={name}
          name={name}
          buckets={withChosen(facets[name] ?? [], state.chosen[name] ?? [])}
          chosen={state.chosen[name] ?? []}
          onToggle={(value) => onChange(toggleFacet(state, name, value))}
        />
      ))}
    </aside>
  )
}

/** A chosen value stays in sight even when nothing matches it any more. */
function withChosen(buckets: readonly Bucket[], chosen: readonly string[]): readonly Bucket[] {
  const known = new Set(buckets.map(({ value }) => value))
  return [...buckets, ...chosen.filter((value) => !known.has(value)).map((value) => ({ value, count: 0 }))]
}

interface FacetProps {
  readonly name: FacetName
  readonly buckets: readonly Bucket[]
  readonly chosen: readonly string[]
  readonly onToggle: (value: string) => void
}

const shortList = 6

function Facet({ name, buckets, chosen, onToggle }: FacetProps) {
  const [all, setAll] = useState(false)
  if (buckets.length === 0) return null
  const shown = all
    ? buckets
    : buckets.filter(({ value }, index) => index < shortList || chosen.includes(value))
  return (
    <fieldset className={classes.facet}>
      <legend>{facetLabels[name]}</legend>
      {shown.map(({ value, count }) => (
        <div key={value} className={classes.value}>
          <Checkbox
            size="xs"
            checked={chosen.includes(value)}
            onChange={() => onToggle(value)}
            label={name === 'entityType' ? typeLabel(value, true) : value}
          />
          <span className={classes.count}>{count}</span>
        </div>
      ))}
      {buckets.length > shortList && (
        <Anchor component="button" type="button" size="xs" onClick={() => setAll(!all)}>
          {all ? texts.fewer : texts.all(buckets.length)}
        </Anchor>
      )}
    </fieldset>
  )
}
