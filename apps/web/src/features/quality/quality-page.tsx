/** How good the data is: how many tests pass, which failed last, and the incidents somebody has to look at. */
import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { TestCaseResolutionStatus, TestSummary } from '@waymark/spec'
import { useState } from 'react'
import { qualityTexts as texts } from '../../texts/quality.ts'
import { useDocumentTitle } from '../../ui/document-title.ts'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { IncidentTable } from './incident-table.tsx'
import classes from './quality.module.css'
import { incidentsQuery, summaryQuery, type TestFilter, testsPerPage, testsQuery } from './quality-api.ts'
import { TestTable } from './test-table.tsx'

const route = getRouteApi('/shell/quality')

const states = [
  { value: '', label: texts.all },
  { value: 'Failed', label: texts.failed },
  { value: 'Aborted', label: texts.notRun },
  { value: 'Success', label: texts.passed },
]

export default function QualityPage() {
  useDocumentTitle(texts.dataQuality)
  const filter = route.useSearch()
  const summary = useQuery(summaryQuery)
  const incidents = useQuery(incidentsQuery())
  return (
    <div className={classes.page}>
      <h1>{texts.dataQuality}</h1>
      {/* What stands above the tests would push them down. */}
      {summary.isPending || incidents.isPending ? (
        <Loading rows={8} label={texts.dataQuality} />
      ) : (
        <>
          {summary.data && <Summary counted={summary.data} />}
          <OpenIncidents found={incidents} />
          <Tests key={`${filter.status} ${filter.q}`} filter={filter} />
        </>
      )}
    </div>
  )
}

function Summary({ counted }: { readonly counted: TestSummary }) {
  const { total = 0, success = 0, failed = 0, aborted = 0, queued = 0 } = counted
  if (total === 0) return null
  const counts = [
    [texts.tests, total],
    [texts.passed, success],
    [texts.failed, failed],
    [texts.notRun, aborted],
    [texts.queued, queued],
  ] as const
  return (
    <dl className={classes.counts}>
      {counts.map(([word, count]) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>{count.toLocaleString('en')}</dd>
        </div>
      ))}
    </dl>
  )
}

function OpenIncidents({ found }: { readonly found: UseQueryResult<readonly TestCaseResolutionStatus[]> }) {
  const open = (found.data ?? []).filter(
    ({ testCaseResolutionStatusType }) => testCaseResolutionStatusType !== 'Resolved',
  )
  if (found.isError)
    return (
      <Failure error={found.error} what={texts.incidentsNotLoaded} onRetry={() => void found.refetch()} />
    )
  if (open.length === 0) return null
  return (
    <section aria-labelledby="incidents" className={classes.page}>
      <h2 id="incidents">{texts.openIncidents}</h2>
      <IncidentTable incidents={open} />
    </section>
  )
}

function Tests({ filter }: { readonly filter: TestFilter }) {
  const navigate = route.useNavigate()
  const [offset, setOffset] = useState(0)
  const found = useQuery({ ...testsQuery(filter, offset), placeholderData: keepPreviousData })
  const set = (change: TestFilter): void => {
    const next = Object.entries({ ...filter, ...change }).filter(([, value]) => value)
    void navigate({ search: Object.fromEntries(next), replace: true })
  }
  const setLater = useDebouncedCallback(set, 250)
  const total = found.data?.paging.total ?? 0
  return (
    <section aria-labelledby="tests" className={classes.page}>
      <h2 id="tests">{texts.tests}</h2>
      <div className={classes.filters}>
        <SegmentedControl
          aria-label={texts.state}
          data={states}
          value={filter.status ?? ''}
          onChange={(status) => set({ status })}
        />
        <TextInput
          aria-label={texts.findTest}
          placeholder={texts.findTest}
          defaultValue={filter.q ?? ''}
          onChange={(event) => setLater({ q: event.currentTarget.value })}
        />
      </div>
      {found.isPending && <Loading rows={8} label={texts.theTests} />}
      {found.isError && (
        <Failure error={found.error} what={texts.testsNotLoaded} onRetry={() => void found.refetch()} />
      )}
      {found.data?.data.length === 0 && (
        <Empty title={filter.status || filter.q ? texts.noTestLike : texts.nothingTestedYet}>
          {texts.testsComeFrom} <code>metadata test</code>
          {texts.testsComeFromEnd}
        </Empty>
      )}
      {found.data && found.data.data.length > 0 && <TestTable tests={found.data.data} />}
      {total > testsPerPage && (
        <nav aria-label={texts.pages} className={classes.actions}>
          <Button
            size="compact-sm"
            variant="default"
            disabled={offset === 0}
            onClick={() => setOffset(offset - testsPerPage)}
          >
            {texts.previous}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            disabled={offset + testsPerPage >= total}
            onClick={() => setOffset(offset + testsPerPage)}
          >
            {texts.next}
          </Button>
        </nav>
      )}
    </section>
  )
}
