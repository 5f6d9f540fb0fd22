/** What the first ingestion brings in, as it comes. */
import { useQuery } from '@tanstack/react-query'
import { firstStepsTexts } from '../../texts/first-steps.ts'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { Counts, hasCounted } from '../home/counts.tsx'
import { ingestionsQuery } from '../ingestion/ingestion-api.ts'
import { IngestionTable } from '../ingestion/ingestion-table.tsx'
import { everythingQuery } from './everything.ts'

const texts = firstStepsTexts.arrival
const lookEveryMs = 4_000

export function ArrivalStep() {
  const everything = useQuery({ ...everythingQuery(), refetchInterval: lookEveryMs })
  const ingestions = useQuery({ ...ingestionsQuery(), refetchInterval: lookEveryMs })
  const buckets = everything.data?.facets.entityType
  if (everything.isPending) return <Loading rows={3} label={firstStepsTexts.steps.arrival} />
  if (everything.isError)
    return (
      <Failure
        error={everything.error}
        what={firstStepsTexts.notLoaded}
        onRetry={() => void everything.refetch()}
      />
    )
  return (
    <>
      <p>{texts.hint}</p>
      {hasCounted(buckets) ? (
        <>
          <Counts buckets={buckets} />
          <p className="dim">{texts.lineage}</p>
        </>
      ) : (
        <Empty title={texts.nothing}>{texts.nothingHint}</Empty>
      )}
      {ingestions.data && ingestions.data.data.length > 0 && (
        <IngestionTable ingestions={ingestions.data.data} />
      )}
    </>
  )
}
