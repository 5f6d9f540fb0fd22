/** The connection of a service: changed, tried with what is typed, and saved. */
import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { serviceTexts as texts } from '../../texts/services.ts'
import { refused } from '../../ui/refused.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import type { Asset } from '../asset/asset.ts'
import { useAssetChanges } from '../asset/use-asset-change.ts'
import { useRefusal } from '../session/use-refusal.ts'
import { ConnectionTest } from './connection-test.tsx'
import { ConfigForm } from './form/config-form.tsx'
import { type Config, type FormField, isConfig, missingIn, withoutBlanks } from './form/form-field.ts'
import classes from './ingestion.module.css'
import { connectionFormQuery, connectorsQuery } from './ingestion-api.ts'

interface ServiceConnectionProps {
  readonly type: string
  readonly asset: Asset
}

function configOf(asset: Asset): Config | undefined {
  const { connection } = asset as { connection?: unknown } // a member of services alone
  return isConfig(connection) && isConfig(connection.config) ? connection.config : undefined
}

export default function ServiceConnection({ type, asset }: ServiceConnectionProps) {
  const { serviceType = '' } = asset
  const form = useQuery(connectionFormQuery(type, serviceType))
  const config = configOf(asset)
  if (form.isPending) return <Loading rows={6} label={texts.connection} />
  if (form.isError)
    return <Failure error={form.error} what={texts.formNotLoaded} onRetry={() => void form.refetch()} />
  if (!config) return <Empty title={texts.noConnection}>{texts.noConnectionHint}</Empty>
  return <ConnectionForm key={asset.version} type={type} asset={asset} fields={form.data} before={config} />
}

interface ConnectionFormProps extends ServiceConnectionProps {
  readonly fields: readonly FormField[]
  readonly before: Config
}

function ConnectionForm({ type, asset, fields, before }: ConnectionFormProps) {
  const { serviceType = '' } = asset
  const { setMember } = useAssetChanges(type, asset.fullyQualifiedName)
  const connectors = useQuery(connectorsQuery)
  const refusal = useRefusal(type, asset)('EditAll')
  const [config, setConfig] = useState(before)
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  // Filters belong to an ingestion: two of them may read one service.
  const asked = fields.filter(({ name }) => !name.endsWith('FilterPattern'))
  const runsHere = connectors.data?.some(
    (one) => one.serviceEntity === type && one.serviceType === serviceType && one.runsHere,
  )
  const checked = (): Config | undefined => {
    const found = missingIn(asked, config)
    setErrors(found)
    const filled = withoutBlanks(config)
    return Object.keys(found).length === 0 && isConfig(filled) ? filled : undefined
  }
  const save = useMutation({
    mutationFn: (filled: Config) => setMember('connection', { config: { ...filled, type: serviceType } }),
    onSuccess: () => announceSaved(texts.saved),
    onError: announceFailed,
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const filled = refusal === undefined ? checked() : undefined
    if (filled) save.mutate(filled)
  }
  return (
    <form className={classes.panel} aria-label={texts.connection} noValidate onSubmit={submit}>
      <p className="dim">{texts.secrets}</p>
      <ConfigForm
        fields={asked}
        value={config}
        errors={errors}
        onChange={setConfig}
        shown={Object.keys(before)}
      />
      {runsHere && (
        <ConnectionTest
          connection={() => {
            const filled = checked()
            return (
              filled && {
                serviceEntity: type,
                serviceType,
                serviceName: asset.fullyQualifiedName,
                config: filled,
              }
            )
          }}
        />
      )}
      <div>
        <Button type="submit" loading={save.isPending} {...refused(refusal)}>
          {texts.save}
        </Button>
      </div>
    </form>
  )
}
