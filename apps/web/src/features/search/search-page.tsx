/** The search page: what the URL asks for, facets beside it, a way out when nothing is found. */

import { Button, Group, SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { searchTexts as texts } from '../../texts/search.ts'
import { useDocumentTitle } from '../../ui/document-title.ts'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { Facets } from './facets.tsx'
import { ResultList } from './result-list.tsx'
import classes from './search.module.css'
import { type Results, searchQuery } from './search-api.ts'
import {
  lastPage,
  narrowing,
  resultsPerPage,
  type SearchState,
  searchStateOf,
  urlOfSearch,
} from './search-state.ts'

const route = getRouteApi('/shell/search')

export default function SearchPage() {
  const state = searchStateOf(route.useSearch())
  const navigate = route.useNavigate()
  const results = useQuery(searchQuery(state))
  // The last answer stays on the screen until the next is there.
  const isBehind = results.isPlaceholderData
  useDocumentTitle(state.q === '' ? texts.search : texts.documentTitle(state.q))
  const show = (next: SearchState): void => void navigate({ to: '/search', search: urlOfSearch(next) })

  return (
    <div className={classes.page}>
      <Facets state={state} facets={results.data?.facets ?? {}} onChange={show} />
      <section aria-label={texts.results} aria-busy={isBehind} className={classes.main}>
        <header className={classes.head}>
          <h1 aria-live="polite">{headOf(isBehind ? undefined : results.data, state.q)}</h1>
          <SegmentedControl
            size="xs"
            aria-label={texts.order}
            value={state.sort}
            onChange={(sort) =>
              show({ ...state, sort: sort === 'updated' ? 'updated' : 'relevance', page: 1 })
            }
            data={[
              { value: 'relevance', label: texts.bestMatch },
              { value: 'updated', label: texts.lastChanged },
            ]}
          />
        </header>
        <Chosen state={state} onChange={show} />
        {results.isPending && <Loading rows={8} label={texts.theResults} />}
        {results.isError && (
          <Failure error={results.error} what={texts.searchFailed} onRetry={() => void results.refetch()} />
        )}
        {results.data?.total === 0 && !isBehind && <NothingFound state={state} onChange={show} />}
        {results.data && results.data.hits.length > 0 && (
          <div className={isBehind ? classes.stale : undefined}>
            <ResultList key={JSON.stringify(state)} hits={results.data.hits} />
            <Pages state={state} total={results.data.total} onChange={show} />
          </div>
        )}
      </section>
    </div>
  )
}

function headOf(results: Results | undefined, q: string): string {
  if (!results) return q === '' ? texts.search : texts.searching(q)
  const { total, isMore } = results
  const count = `${isMore ? texts.moreThan : ''}${texts.counted(total)}`
  return q === '' ? count : texts.countFor(count, q)
}

interface StateProps {
  readonly state: SearchState
  readonly onChange: (state: SearchState) => void
}

function Chosen({ state, onChange }: StateProps) {
  const filters = narrowing(state)
  if (filters.length === 0) return null
  return (
    <Group gap="xs" className={classes.chosen}>
      {filters.map(({ label, without }) => (
        <Button
          key={label}
          size="compact-xs"
          variant="light"
          color="gray"
          onClick={() => onChange(without)}
          aria-label={texts.dropFilter(label)}
        >
          {label} ✕
        </Button>
      ))}
      {filters.length > 1 && (
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => onChange(searchStateOf({ q: state.q, sort: state.sort }))}
        >
          {texts.dropAll}
        </Button>
      )}
    </Group>
  )
}

function NothingFound({ state, onChange }: StateProps) {
  const filters = narrowing(state)
  return (
    <Empty
      title={state.q === '' ? texts.nothingHere : texts.nothingMatches(state.q)}
      action={
        filters.length > 0 ? (
          <Group gap="xs" justify="center">
            {filters.map(({ label, without }) => (
              <Button key={label} size="compact-sm" variant="default" onClick={() => onChange(without)}>
                {texts.dropOne(label)}
              </Button>
            ))}
          </Group>
        ) : undefined
      }
    >
      {filters.length > 0 ? texts.nothingLeft : texts.nothingHint}
    </Empty>
  )
}

function Pages({ state, total, onChange }: StateProps & { readonly total: number }) {
  const pages = Math.min(lastPage, Math.ceil(total / resultsPerPage))
  if (pages <= 1) return null
  const go = (page: number): void => {
    onChange({ ...state, page })
    scrollTo({ top: 0 })
  }
  return (
    <nav className={classes.pages} aria-label={texts.pages}>
      <Button
        size="compact-sm"
        variant="default"
        disabled={state.page <= 1}
        onClick={() => go(state.page - 1)}
      >
        {texts.previous}
      </Button>
      <span className="dim">{texts.pageOf(state.page, pages)}</span>
      <Button
        size="compact-sm"
        variant="default"
        disabled={state.page >= pages}
        onClick={() => go(state.page + 1)}
      >
        {texts.next}
      </Button>
    </nav>
  )
}
