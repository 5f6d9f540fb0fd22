/** Leads to a first source: those that companies on Azure have most, and the way to all others. */

import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { controlTexts } from '../../texts/controls.ts'
import { firstStepsTexts } from '../../texts/first-steps.ts'
import { CopyableCode } from '../../ui/copyable-code.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { ConnectorCards } from '../ingestion/connector-cards.tsx'
import { connectorsQuery } from '../ingestion/ingestion-api.ts'
import { DemoData } from './demo-data.tsx'
import { everythingQuery } from './everything.ts'
import classes from './first-steps.module.css'
import { FoundSources } from './found-sources.tsx'
import { machineQuery } from './machine-api.ts'

const texts = firstStepsTexts.source

/** In the order in which companies on Azure ask for them. */
// biome-ignore format: a list of names
const likely = [
  'AzureSQL', 'Postgres', 'Snowflake', 'Databricks', 'UnityCatalog', 'Synapse', 'MicrosoftFabric', 'PowerBI', 'Mssql',
  'DataFactory', 'Mysql', 'BigQuery', 'Redshift', 'Oracle', 'Kafka', 'Airflow', 'S3',
]
const mostShown = 8

export function SourceStep() {
  const connectors = useQuery(connectorsQuery)
  const machine = useQuery(machineQuery)
  const everything = useQuery(everythingQuery())
  const services = (everything.data?.facets.entityType ?? [])
    .filter(({ value }) => value.endsWith('Service'))
    .reduce((sum, { count }) => sum + count, 0)
  const shown = likely
    .flatMap(
      (type) => connectors.data?.find(({ serviceType, runsHere }) => runsHere && serviceType === type) ?? [],
    )
    .slice(0, mostShown)
  return (
    <>
      <p>{texts.hint}</p>
      {everything.data && <p role="status">{services > 0 ? texts.present(services) : texts.none}</p>}
      {(connectors.isPending || machine.isPending) && (
        <Loading rows={3} label={firstStepsTexts.steps.source} />
      )}
      {connectors.isError && (
        <Failure error={connectors.error} what={texts.notLoaded} onRetry={() => void connectors.refetch()} />
      )}
      {connectors.data && machine.data && machine.data.found.length > 0 && (
        <FoundSources found={machine.data.found} connectors={connectors.data} />
      )}
      {!machine.isPending && <ConnectorCards connectors={shown} />}
      <div>
        <Button variant="default" component={Link} to="/ingestion/new">
          {texts.all}
        </Button>
      </div>
      <div className={classes.part}>
        <p className="dim">{texts.command}</p>
        <CopyableCode value="npx metadata ingest -c workflow.yaml" what={controlTexts.copied.command} />
      </div>
      {machine.data && <DemoData state={machine.data.demo} />}
    </>
  )
}
