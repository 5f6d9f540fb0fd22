/** Connects a source in three steps: the connection, what to read, and when. */
import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useDocumentTitle } from '../../ui/document-title.ts'
import { announceFailed } from '../../ui/saved-notice.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import type { Asset } from '../asset/asset.ts'
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

export default function ConnectPage() {
  const { serviceEntity, serviceType } = route.useParams()
  useDocumentTitle(`Connect ${serviceType}`)
  const connectors = useQuery(connectorsQuery)
  const form = useQuery(connectionFormQuery(serviceEntity, serviceType))
  if (connectors.isPending || form.isPending) return <Loading rows={8} label={serviceType} />
  const error = connectors.error ?? form.error
  if (error) return <Failure error={error} what={`${serviceType} cannot be connected`} />
  const connector = connectors.data?.find(
    (one) => one.serviceEntity === serviceEntity && one.serviceType === serviceType,
  )
  if (!connector || !form.data) return <Empty title={`No connector is called ${serviceType}`} />
  return (
    <div className={classes.page}>
      <h1>Connect {serviceType}</h1>
      {connector.verified === 'documented-protocol' && (
        <p className="dim">
          Made and tested from what {serviceType} documents; not yet run against a real server. Test the
          connection, and try one schema first.
        </p>
      )}
      <Steps connector={connector} fields={form.data} />
    </div>
  )
}

interface StepsProps {
  readonly connector: ConnectorDescriptor
  readonly fields: readonly FormField[]
}

function Steps({ connector, fields }: StepsProps) {
  const [service, setService] = useState<Asset>()
  const navigate = useNavigate()
  const [metadata] = ingestionKinds(connector.serviceEntity)
  return (
    <>
      <section aria-labelledby="connection" className={classes.step}>
        <h2 id="connection">1. The connection</h2>
        {service ? (
          <p role="status">{service.name} is saved. Its secrets are encrypted and are not shown again.</p>
        ) : (
          <ConnectionForm connector={connector} fields={fields} onSaved={setService} />
        )}
      </section>
      <section aria-labelledby="ingestion" className={classes.step}>
        <h2 id="ingestion">2. What to read, and when</h2>
        {!service && <p className="dim">Once the connection is saved.</p>}
        {service && !connector.runsHere && (
          <p>
            {connector.serviceType} is read by the Python client. Run <code>metadata ingest</code> with{' '}
            <code>serviceName: {service.name}</code>; its runs show up on the page of the service.
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
            Show the service
          </Button>
        )}
      </section>
    </>
  )
}

interface ConnectionFormProps extends StepsProps {
  readonly onSaved: (service: Asset) => void
}

function ConnectionForm({ connector, fields, onSaved }: ConnectionFormProps) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [config, setConfig] = useState<Config>({})
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  // Filters belong to an ingestion: two of them may read one service.
  const asked = fields.filter(({ name: member }) => !member.endsWith('FilterPattern'))
  const checked = (withName: boolean): Config | undefined => {
    const found = missingIn(asked, config)
    const named =
      withName && name.trim() === '' ? { name: 'A name is needed: how people call this source' } : {}
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
      aria-label="Connection"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const filled = checked(true)
        if (filled) save.mutate(filled)
      }}
    >
      <TextInput
        label="Name of the service"
        description="Its databases and tables are found below this name: it cannot contain a line break, and is hard to change later."
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
        <Button type="submit" loading={save.isPending}>
          Save the connection
        </Button>
      </div>
    </form>
  )
}
