/** Connects a source in three steps: the connection, what to read, and when. */
import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ingestionTexts as texts } from '../../texts/ingestion.ts'
import { useDocumentTitle } from '../../ui/document-title.ts'
import { refused } from '../../ui/refused.ts'
import { announceFailed } from '../../ui/saved-notice.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import type { Asset } from '../asset/asset.ts'
import { machineQuery } from '../first-steps/machine-api.ts'
import { useRefusal } from '../session/use-refusal.ts'
import { ConnectionTest } from './connection-test.tsx'
import { ConfigForm } from './form/config-form.tsx'
import { type Config, type FormField, isConfig, missingIn, withoutBlanks } from './form/form-field.ts'
import classes from './ingestion.module.css'
import {
  type ConnectorDescriptor,
  connectionFormQuery,
  connectorsQuery,
  createService,
} from './ingestion-api.ts'
import { NewIngestionForm } from './new-ingestion-form.tsx'
import { ingestionKinds } from './source-kinds.ts'

const route = getRouteApi('/shell/ingestion/new/$serviceEntity/$serviceType')

/** Optional members that most connections need. */
const usual = [
  'username',
  'password',
  'authType',
  'hostPort',
  'database',
  'databaseName',
  'ingestAllDatabases',
  'token',
]
/** Members that hold where a source listens. */
const addresses = ['hostPort', 'bootstrapServers']

export default function ConnectPage() {
  const { serviceEntity, serviceType } = route.useParams()
  useDocumentTitle(texts.connectType(serviceType))
  const connectors = useQuery(connectorsQuery)
  const form = useQuery(connectionFormQuery(serviceEntity, serviceType))
  const { at } = route.useSearch()
  const machine = useQuery({ ...machineQuery, enabled: at !== undefined })
  if (connectors.isPending || form.isPending || machine.isLoading)
    return <Loading rows={8} label={serviceType} />
  const error = connectors.error ?? form.error
  if (error) return <Failure error={error} what={texts.cannotBeConnected(serviceType)} />
  const connector = connectors.data?.find(
    (one) => one.serviceEntity === serviceEntity && one.serviceType === serviceType,
  )
  if (!connector || !form.data) return <Empty title={texts.noConnectorCalled(serviceType)} />
  // Only what the catalog found itself: a link from elsewhere must not say where a password is sent.
  const found = machine.data?.found.find((one) => one.at === at)
  const address = form.data.find(({ name }) => addresses.includes(name))
  return (
    <div className={classes.page}>
      <h1>{texts.connectType(serviceType)}</h1>
      {connector.verified === 'documented-protocol' && (
        <p className="dim">{texts.untestedConnector(serviceType)}</p>
      )}
      <Steps
        connector={connector}
        fields={form.data}
        start={found && address ? { [address.name]: found.at } : {}}
      />
    </div>
  )
}

interface StepsProps {
  readonly connector: ConnectorDescriptor
  readonly fields: readonly FormField[]
  /** What is known of the connection before anything is typed. */
  readonly start: Config
}

function Steps({ connector, fields, start }: StepsProps) {
  const [service, setService] = useState<Asset>()
  const navigate = useNavigate()
  const [metadata] = ingestionKinds(connector.serviceEntity)
  return (
    <>
      <section aria-labelledby="connection" className={classes.step}>
        <h2 id="connection">{texts.stepConnection}</h2>
        {service ? (
          <p role="status">{texts.serviceSaved(service.name)}</p>
        ) : (
          <ConnectionForm connector={connector} fields={fields} start={start} onSaved={setService} />
        )}
      </section>
      <section aria-labelledby="ingestion" className={classes.step}>
        <h2 id="ingestion">{texts.stepReading}</h2>
        {!service && <p className="dim">{texts.onceSaved}</p>}
        {service && !connector.runsHere && (
          <p>
            {texts.readByClient(connector.serviceType)} <code>metadata ingest</code> {texts.with}{' '}
            <code>serviceName: {service.name}</code>
            {texts.clientRunsShowUp}
          </p>
        )}
        {service && connector.runsHere && metadata && (
          <NewIngestionForm
            service={{ ...service, type: connector.serviceEntity }}
            kind={metadata}
            onCreated={({ fullyQualifiedName }) =>
              void navigate({
                to: '/$type/$fqn',
                params: { type: 'ingestionPipeline', fqn: fullyQualifiedName },
                search: {},
              })
            }
          />
        )}
        {service && (
          <Button
            variant="default"
            onClick={() =>
              void navigate({
                to: '/$type/$fqn',
                params: { type: connector.serviceEntity, fqn: service.fullyQualifiedName },
                search: {},
              })
            }
          >
            {texts.showService}
          </Button>
        )}
      </section>
    </>
  )
}

interface ConnectionFormProps extends StepsProps {
  readonly onSaved: (service: Asset) => void
}

function ConnectionForm({ connector, fields, start, onSaved }: ConnectionFormProps) {
  const client = useQueryClient()
  const refusal = useRefusal(connector.serviceEntity)('Create')
  const [name, setName] = useState('')
  const [config, setConfig] = useState(start)
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  // Filters belong to an ingestion: two of them may read one service.
  const asked = fields.filter(({ name: member }) => !member.endsWith('FilterPattern'))
  const checked = (withName: boolean): Config | undefined => {
    const found = missingIn(asked, config)
    const named = withName && name.trim() === '' ? { name: texts.nameNeeded } : {}
    setErrors({ ...named, ...found })
    if (Object.keys({ ...named, ...found }).length > 0) return undefined
    const filled = withoutBlanks(config)
    return isConfig(filled) ? filled : {}
  }
  const save = useMutation({
    mutationFn: (filled: Config) => createService(connector, name.trim(), filled),
    onSuccess: async (service) => {
      await client.invalidateQueries({ queryKey: ['children'] })
      onSaved(service)
    },
    onError: announceFailed,
  })
  return (
    <form
      className={classes.panel}
      aria-label={texts.connection}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const filled = refusal === undefined ? checked(true) : undefined
        if (filled) save.mutate(filled)
      }}
    >
      <TextInput
        label={texts.serviceName}
        description={texts.serviceNameHint}
        required
        autoComplete="off"
        maw="44rem"
        value={name}
        error={errors.name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <ConfigForm fields={asked} value={config} errors={errors} onChange={setConfig} shown={usual} />
      {connector.runsHere && (
        <ConnectionTest
          connection={() => {
            const filled = checked(false)
            return filled && { ...connector, config: filled }
          }}
        />
      )}
      <div>
        <Button type="submit" loading={save.isPending} {...refused(refusal)}>
          {texts.saveConnection}
        </Button>
      </div>
    </form>
  )
}
