/** What an ingestion reads and when: its options, a look at what its filters take, and its schedule. */
import { Button, Checkbox } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ingestionBotName } from '@waymark/spec'
import { useState } from 'react'
import { ingestionTexts as texts } from '../../texts/ingestion.ts'
import { announceFailed } from '../../ui/saved-notice.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import type { Asset } from '../asset/asset.ts'
import { BotField } from './bot-field.tsx'
import { FilterPreview } from './filter-preview.tsx'
import { ConfigForm } from './form/config-form.tsx'
import { type Config, isConfig, missingIn, withoutBlanks } from './form/form-field.ts'
import classes from './ingestion.module.css'
import {
  createIngestion,
  type Ingestion,
  ingestionsKey,
  optionsFormQuery,
  runNow,
  type Schedule,
} from './ingestion-api.ts'
import { ScheduleField } from './schedule-field.tsx'
import type { IngestionKind } from './source-kinds.ts'

interface NewIngestionFormProps {
  readonly service: Asset & { readonly type: string }
  readonly kind: IngestionKind
  readonly onCreated: (ingestion: Ingestion) => void
}

/** Nights are quiet; the zone is the reader's. */
const nightly = (): Schedule => ({
  scheduleInterval: '0 2 * * *',
  pipelineTimezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
})

export function NewIngestionForm({ service, kind, onCreated }: NewIngestionFormProps) {
  const client = useQueryClient()
  const form = useQuery(optionsFormQuery(kind.options))
  const [config, setConfig] = useState<Config>({})
  const [schedule, setSchedule] = useState<Schedule>(nightly)
  const [bot, setBot] = useState<string>(ingestionBotName)
  const [now, setNow] = useState(true)
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const filled = (): Config => {
    const kept = withoutBlanks(config)
    return { ...(isConfig(kept) ? kept : {}), type: kind.options }
  }
  const create = useMutation({
    mutationFn: async () => {
      const ingestion = await createIngestion({
        name: `${service.name}_${kind.pipelineType}_${Date.now().toString(36)}`,
        displayName: kind.title,
        pipelineType: kind.pipelineType,
        service: { id: service.id, type: service.type },
        config: filled(),
        schedule,
        bot,
      })
      if (now) await runNow(ingestion)
      return ingestion
    },
    onSuccess: async (ingestion) => {
      await client.invalidateQueries({ queryKey: ingestionsKey })
      onCreated(ingestion)
    },
    onError: announceFailed,
  })
  if (form.isPending) return <Loading rows={5} label={texts.theOptions} />
  if (form.isError) return <Failure error={form.error} what={texts.optionsNotLoaded} />
  return (
    <form
      className={classes.panel}
      aria-label={kind.title}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const found = missingIn(form.data, config)
        setErrors(found)
        if (Object.keys(found).length === 0) create.mutate()
      }}
    >
      <p className="dim">{kind.explanation}</p>
      <ConfigForm fields={form.data} value={config} errors={errors} onChange={setConfig} shown={kind.shown} />
      {kind.pipelineType === 'metadata' && <FilterPreview service={service} config={filled} />}
      <ScheduleField value={schedule} onChange={setSchedule} />
      <BotField value={bot} onChange={setBot} />
      <Checkbox
        label={texts.runNowToo}
        checked={now}
        onChange={(event) => setNow(event.currentTarget.checked)}
      />
      <div>
        <Button type="submit" loading={create.isPending}>
          {texts.save}
        </Button>
      </div>
    </form>
  )
}
