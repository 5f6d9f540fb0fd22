/** Every ingestion of the catalog: is what we know fresh, and what failed. */
import { useQuery } from '@tanstack/react-query'
import { ingestionTexts as texts } from '../../texts/ingestion.ts'
import { Bar } from '../../ui/bar.tsx'
import { useDocumentTitle } from '../../ui/document-title.ts'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { ConnectButton } from './connect-button.tsx'
import classes from './ingestion.module.css'
import { type Ingestion, ingestionsQuery } from './ingestion-api.ts'
import { IngestionTable } from './ingestion-table.tsx'

/** What needs somebody comes first, then what is under way. */
const urgency: readonly (string | undefined)[] = ['failed', 'partialSuccess', 'running', 'queued']

function byUrgency(one: Ingestion, other: Ingestion): number {
  const rank = ({ pipelineStatuses }: Ingestion): number => {
    const at = urgency.indexOf(pipelineStatuses?.pipelineState)
    return at < 0 ? urgency.length : at
  }
  return rank(one) - rank(other) || one.fullyQualifiedName.localeCompare(other.fullyQualifiedName)
}

export default function IngestionsPage() {
  useDocumentTitle(texts.ingestion)
  const found = useQuery(ingestionsQuery())
  const connect = <ConnectButton type="databaseService" />
  return (
    <div className={classes.page}>
      <Bar>
        <h1>{texts.ingestion}</h1>
        {connect}
      </Bar>
      {found.isPending && <Loading rows={8} label={texts.theIngestions} />}
      {found.isError && (
        <Failure error={found.error} what={texts.ingestionsNotLoaded} onRetry={() => void found.refetch()} />
      )}
      {found.data?.data.length === 0 && (
        <Empty title={texts.nothingIngestedYet}>
          {texts.connectOrRun} <code>metadata ingest -c workflow.yaml</code> {texts.connectOrRunEnd}
        </Empty>
      )}
      {found.data && found.data.data.length > 0 && (
        <>
          <IngestionTable ingestions={[...found.data.data].sort(byUrgency)} />
          {found.data.paging.total > found.data.data.length && (
            <p className="dim">{texts.firstShown(found.data.data.length, found.data.paging.total)}</p>
          )}
        </>
      )}
    </div>
  )
}
