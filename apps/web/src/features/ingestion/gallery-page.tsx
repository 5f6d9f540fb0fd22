/** The choice of a source: what this release reads itself first, then what the Python client brings in. */
import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ingestionTexts as texts } from '../../texts/ingestion.ts'
import { useDocumentTitle } from '../../ui/document-title.ts'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { ConnectorCards } from './connector-cards.tsx'
import classes from './ingestion.module.css'
import { type ConnectorDescriptor, connectorsQuery } from './ingestion-api.ts'
import { sourceKinds, sourceTitle } from './source-kinds.ts'

export default function GalleryPage() {
  useDocumentTitle(texts.connectSource)
  const [text, setText] = useState('')
  const found = useQuery(connectorsQuery)
  const words = text.trim().toLowerCase()
  const matching = (found.data ?? []).filter(
    ({ serviceType, serviceEntity }) =>
      sourceKinds.includes(serviceEntity) &&
      `${serviceType} ${sourceTitle(serviceEntity)}`.toLowerCase().includes(words),
  )
  const [here, elsewhere] = [
    matching.filter(({ runsHere }) => runsHere),
    matching.filter((one) => !one.runsHere),
  ]
  return (
    <div className={classes.page}>
      <h1>{texts.connectSource}</h1>
      <TextInput
        aria-label={texts.findSource}
        placeholder={texts.findSource}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {found.isPending && <Loading rows={8} label={texts.theSources} />}
      {found.isError && (
        <Failure error={found.error} what={texts.sourcesNotListed} onRetry={() => void found.refetch()} />
      )}
      {found.data && matching.length === 0 && (
        <Empty title={texts.noSourceCalled}>
          {texts.connectorOfYourOwn} <code>waymark connector new</code>.
        </Empty>
      )}
      {sourceKinds.map((kind) => (
        <Group
          key={kind}
          title={sourceTitle(kind)}
          connectors={here.filter((one) => one.serviceEntity === kind)}
        />
      ))}
      {elsewhere.length > 0 && (
        <section aria-labelledby="elsewhere" className={classes.panel}>
          <h2 id="elsewhere">{texts.byPythonClient}</h2>
          <p className="dim">
            {texts.readByOpenMetadata} <code>metadata</code> {texts.readByOpenMetadataEnd}
          </p>
          <ConnectorCards connectors={elsewhere} />
        </section>
      )}
    </div>
  )
}

interface GroupProps {
  readonly title: string
  readonly connectors: readonly ConnectorDescriptor[]
}

function Group({ title, connectors }: GroupProps) {
  if (connectors.length === 0) return null
  return (
    <section aria-label={title} className={classes.panel}>
      <h2>{title}</h2>
      <ConnectorCards connectors={connectors} />
    </section>
  )
}
