/** The page of one ingestion: run it, stop it, change its schedule, follow its runs. */
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ingestionTexts as texts } from '../../texts/ingestion.ts'
import { Bar } from '../../ui/bar.tsx'
import { refused } from '../../ui/refused.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import type { Asset } from '../asset/asset.ts'
import { assetKey } from '../asset/asset-api.ts'
import { AssetHeader } from '../asset/asset-header.tsx'
import { FactsList } from '../asset/facts-list.tsx'
import { DescriptionPanel } from '../description/description-panel.tsx'
import { useRefusal } from '../session/use-refusal.ts'
import { RunsAs } from './bot-field.tsx'
import classes from './ingestion.module.css'
import {
  changeSchedule,
  endRuns,
  type Ingestion,
  ingestionsKey,
  runNow,
  type Schedule,
  toggle,
} from './ingestion-api.ts'
import { RunList } from './run-list.tsx'
import { SaveOrCancel } from './save-or-cancel.tsx'
import { scheduleWords } from './schedule.ts'
import { ScheduleField } from './schedule-field.tsx'

const type = 'ingestionPipeline'

export default function IngestionPage({ asset }: { readonly asset: Asset }) {
  const ingestion = asset as Ingestion // it was read from the collection of ingestions
  return (
    <div className={classes.page}>
      <AssetHeader type={type} asset={ingestion} />
      <DescriptionPanel type={type} asset={ingestion} />
      <Actions ingestion={ingestion} />
      <RunList ingestion={ingestion} />
      <FactsList type={type} asset={ingestion} />
    </div>
  )
}

function Actions({ ingestion }: { readonly ingestion: Ingestion }) {
  const client = useQueryClient()
  const refusal = useRefusal(type, ingestion)
  const isPaused = ingestion.enabled === false
  const refresh = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ingestionsKey })
    await client.invalidateQueries({ queryKey: assetKey(type, ingestion.fullyQualifiedName) })
  }
  const use = (work: (ingestion: Ingestion) => Promise<unknown>, done: string) => ({
    mutationFn: () => work(ingestion),
    onSuccess: async () => {
      announceSaved(done)
      await refresh()
    },
    onError: announceFailed,
  })
  const run = useMutation(use(runNow, texts.queued))
  const end = useMutation(use(endRuns, texts.ending))
  const pause = useMutation(use(toggle, isPaused ? texts.resumed : texts.isPaused))
  return (
    <section aria-label={texts.schedule} className={classes.panel}>
      <Bar>
        <p>
          {isPaused && <strong>{texts.pausedNote} </strong>}
          {scheduleWords(ingestion.airflowConfig)}
        </p>
        <div className={classes.actions}>
          <Button loading={run.isPending} onClick={() => run.mutate()} {...refused(refusal('Trigger'))}>
            {texts.runNow}
          </Button>
          <Button
            variant="default"
            loading={end.isPending}
            onClick={() => end.mutate()}
            {...refused(refusal('Kill'))}
          >
            {texts.endRuns}
          </Button>
          <Button
            variant="default"
            loading={pause.isPending}
            onClick={() => pause.mutate()}
            {...refused(refusal('Deploy'))}
          >
            {isPaused ? texts.resume : texts.pause}
          </Button>
        </div>
      </Bar>
      <ScheduleEditor ingestion={ingestion} onSaved={refresh} />
      <RunsAs ingestionId={ingestion.id} />
    </section>
  )
}

interface ScheduleEditorProps {
  readonly ingestion: Ingestion
  readonly onSaved: () => Promise<void>
}

function ScheduleEditor({ ingestion, onSaved }: ScheduleEditorProps) {
  const refusal = useRefusal(type, ingestion)('EditAll')
  const [edited, setEdited] = useState<Schedule>()
  const save = useMutation({
    mutationFn: (schedule: Schedule) => changeSchedule(ingestion, schedule),
    onSuccess: async () => {
      announceSaved(texts.scheduleSaved)
      setEdited(undefined)
      await onSaved()
    },
    onError: announceFailed,
  })
  if (!edited) {
    return (
      <div>
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => setEdited(scheduleOf(ingestion))}
          {...refused(refusal)}
        >
          {texts.changeSchedule}
        </Button>
      </div>
    )
  }
  return (
    <>
      <ScheduleField value={edited} onChange={setEdited} />
      <SaveOrCancel
        isSaving={save.isPending}
        onSave={() => save.mutate(edited)}
        onCancel={() => setEdited(undefined)}
      />
    </>
  )
}

function scheduleOf({ airflowConfig: { scheduleInterval, pipelineTimezone } }: Ingestion): Schedule {
  return {
    ...(scheduleInterval ? { scheduleInterval } : {}),
    ...(pipelineTimezone ? { pipelineTimezone } : {}),
  }
}
