/** The page of one ingestion: run it, stop it, change its schedule, follow its runs. */
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Bar } from '../../ui/bar.tsx'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import type { Asset } from '../asset/asset.ts'
import { assetKey } from '../asset/asset-api.ts'
import { AssetHeader } from '../asset/asset-header.tsx'
import { FactsList } from '../asset/facts-list.tsx'
import { DescriptionPanel } from '../description/description-panel.tsx'
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
      <RunList fqn={ingestion.fullyQualifiedName} />
      <FactsList type={type} asset={ingestion} />
    </div>
  )
}

function Actions({ ingestion }: { readonly ingestion: Ingestion }) {
  const client = useQueryClient()
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
  const run = useMutation(use(runNow, 'The run is queued'))
  const end = useMutation(use(endRuns, 'Its runs are being ended'))
  const pause = useMutation(use(toggle, isPaused ? 'It runs by its schedule again' : 'It is paused'))
  return (
    <section aria-label="Schedule" className={classes.panel}>
      <Bar>
        <p>
          {isPaused && <strong>Paused. </strong>}
          {scheduleWords(ingestion.airflowConfig)}
        </p>
        <div className={classes.actions}>
          <Button loading={run.isPending} onClick={() => run.mutate()}>
            Run now
          </Button>
          <Button variant="default" loading={end.isPending} onClick={() => end.mutate()}>
            End its runs
          </Button>
          <Button variant="default" loading={pause.isPending} onClick={() => pause.mutate()}>
            {isPaused ? 'Resume' : 'Pause'}
          </Button>
        </div>
      </Bar>
      <ScheduleEditor ingestion={ingestion} onSaved={refresh} />
    </section>
  )
}

interface ScheduleEditorProps {
  readonly ingestion: Ingestion
  readonly onSaved: () => Promise<void>
}

function ScheduleEditor({ ingestion, onSaved }: ScheduleEditorProps) {
  const [edited, setEdited] = useState<Schedule>()
  const save = useMutation({
    mutationFn: (schedule: Schedule) => changeSchedule(ingestion, schedule),
    onSuccess: async () => {
      announceSaved('The schedule is saved')
      setEdited(undefined)
      await onSaved()
    },
    onError: announceFailed,
  })
  if (!edited) {
    return (
      <div>
        <Button variant="default" size="compact-sm" onClick={() => setEdited(scheduleOf(ingestion))}>
          Change the schedule
        </Button>
      </div>
    )
  }
  return (
    <>
      <ScheduleField value={edited} onChange={setEdited} />
      <div className={classes.actions}>
        <Button loading={save.isPending} onClick={() => save.mutate(edited)}>
          Save
        </Button>
        <Button variant="default" onClick={() => setEdited(undefined)}>
          Cancel
        </Button>
      </div>
    </>
  )
}

function scheduleOf({ airflowConfig: { scheduleInterval, pipelineTimezone } }: Ingestion): Schedule {
  return {
    ...(scheduleInterval ? { scheduleInterval } : {}),
    ...(pipelineTimezone ? { pipelineTimezone } : {}),
  }
}
