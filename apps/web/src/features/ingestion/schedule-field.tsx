/** Chooses when an ingestion runs: in words, or as a cron expression, with the next runs to check it by. */
import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ingestionTexts as texts } from '../../texts/ingestion.ts'
import classes from './ingestion.module.css'
import type { Schedule } from './ingestion-api.ts'
import { cronProblem, nextRuns, presets, scheduleWords } from './schedule.ts'

const custom = 'custom'

interface ScheduleFieldProps {
  readonly value: Schedule
  readonly onChange: (value: Schedule) => void
}

export function ScheduleField({ value, onChange }: ScheduleFieldProps) {
  const cron = value.scheduleInterval ?? ''
  const [isCustom, setCustom] = useState(() => !presets.some(([preset]) => preset === cron))
  const zone = value.pipelineTimezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const set = (next: string): void =>
    onChange(next === '' ? {} : { scheduleInterval: next, pipelineTimezone: zone })
  const problem = isCustom ? cronProblem(cron) : undefined
  const runs = problem ? [] : nextRuns(value, 3, new Date())
  return (
    <div className={classes.schedule}>
      <Select
        label={texts.whenRuns}
        data={[
          ...presets.map(([preset, label]) => ({ value: preset, label })),
          { value: custom, label: texts.ownSchedule },
        ]}
        value={isCustom ? custom : cron}
        allowDeselect={false}
        onChange={(next) => {
          setCustom(next === custom)
          if (next !== null && next !== custom) set(next)
        }}
      />
      {isCustom && (
        <TextInput
          label={texts.cronExpression}
          description={texts.cronHint}
          value={cron}
          error={problem}
          autoComplete="off"
          onChange={(event) => set(event.currentTarget.value)}
        />
      )}
      {(isCustom || cron !== '') && (
        <Select
          label={texts.timeZone}
          data={zonesWith(zone)}
          value={zone}
          searchable
          allowDeselect={false}
          onChange={(next) => next && onChange({ ...value, pipelineTimezone: next })}
        />
      )}
      {runs.length > 0 && (
        <p className="dim" role="status">
          {texts.scheduleAndNext(scheduleWords(value), runs.map((run) => dateIn(run, zone)).join('; '))}
        </p>
      )}
    </div>
  )
}

function zonesWith(zone: string): string[] {
  const zones = Intl.supportedValuesOf('timeZone')
  return [...new Set(['UTC', zone, ...zones])]
}

function dateIn(date: Date, timeZone: string): string {
  return date.toLocaleString('en', { timeZone, dateStyle: 'medium', timeStyle: 'short' })
}
