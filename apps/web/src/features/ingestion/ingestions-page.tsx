/** Every ingestion of the catalog: is what we know fresh, and what failed. */
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Bar } from '../../ui/bar.tsx'
import { useDocumentTitle } from '../../ui/document-title.ts'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
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
  useDocumentTitle('Ingestion')
  const found = useQuery(ingestionsQuery())
  const connect = (
    <Button component={Link} to="/ingestion/new" leftSection={<IconPlus size={15} />}>
      Connect a source
    </Button>
  )
  return (
    <div className={classes.page}>
      <Bar>
        <h1>Ingestion</h1>
        {connect}
      </Bar>
      {found.isPending && <Loading rows={8} label="the ingestions" />}
      {found.isError && (
        <Failure
          error={found.error}
          what="The ingestions could not be loaded"
          onRetry={() => void found.refetch()}
        />
      )}
      {found.data?.data.length === 0 && (
        <Empty title="Nothing is ingested yet">
          Connect a source here, or run <code>metadata ingest -c workflow.yaml</code> where the source can be
          reached; such runs show up here too.
        </Empty>
      )}
      {found.data && found.data.data.length > 0 && (
        <>
          <IngestionTable ingestions={[...found.data.data].sort(byUrgency)} />
          {found.data.paging.total > found.data.data.length && (
            <p className="dim">
              The first {found.data.data.length} of {found.data.paging.total} are shown; the others are on the
              pages of their sources.
            </p>
          )}
        </>
      )}
    </div>
  )
}
