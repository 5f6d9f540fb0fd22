/** The ingestions of a service, and the way to add one. */
import { Button, Menu } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ingestionTexts as texts } from '../../texts/ingestion.ts'
import { refused } from '../../ui/refused.ts'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import type { Asset } from '../asset/asset.ts'
import { useRefusal } from '../session/use-refusal.ts'
import classes from './ingestion.module.css'
import { connectorsQuery, ingestionsQuery } from './ingestion-api.ts'
import { IngestionTable } from './ingestion-table.tsx'
import { NewIngestionForm } from './new-ingestion-form.tsx'
import { type IngestionKind, ingestionKinds } from './source-kinds.ts'

interface ServiceIngestionsProps {
  readonly type: string
  readonly asset: Asset
}

export default function ServiceIngestions({ type, asset }: ServiceIngestionsProps) {
  const navigate = useNavigate()
  const [adding, setAdding] = useState<IngestionKind>()
  const refusal = useRefusal('ingestionPipeline')('Create')
  const found = useQuery(ingestionsQuery(asset.fullyQualifiedName))
  const connectors = useQuery(connectorsQuery)
  const runsHere = connectors.data?.some(
    (one) => one.serviceEntity === type && one.serviceType === asset.serviceType && one.runsHere,
  )
  if (found.isPending) return <Loading rows={4} label={texts.theIngestions} />
  if (found.isError) {
    return (
      <Failure error={found.error} what={texts.ingestionsNotLoaded} onRetry={() => void found.refetch()} />
    )
  }
  return (
    <div className={classes.panel}>
      {runsHere && (
        <div>
          <Menu position="bottom-start" disabled={refusal !== undefined}>
            <Menu.Target>
              <Button variant="default" leftSection={<IconPlus size={15} />} {...refused(refusal)}>
                {texts.addIngestion}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {ingestionKinds(type).map((kind) => (
                <Menu.Item key={kind.pipelineType} onClick={() => setAdding(kind)}>
                  {kind.title}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </div>
      )}
      {adding && (
        <NewIngestionForm
          key={adding.pipelineType}
          service={{ ...asset, type }}
          kind={adding}
          onCreated={({ fullyQualifiedName }) =>
            void navigate({
              to: '/$type/$fqn',
              params: { type: 'ingestionPipeline', fqn: fullyQualifiedName },
              search: {},
            })
          }
        />
      )}
      {found.data.data.length > 0 ? (
        <IngestionTable ingestions={found.data.data} ofOneService />
      ) : (
        <Empty title={texts.noIngestion}>
          {runsHere === false && (
            <>
              {asset.serviceType} {texts.serviceReadByClient} <code>metadata ingest</code> {texts.with}{' '}
              <code>serviceName: {asset.name}</code>.
            </>
          )}
        </Empty>
      )}
    </div>
  )
}
