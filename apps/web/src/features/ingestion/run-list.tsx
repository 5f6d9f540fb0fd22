/** The runs of an ingestion, newest first: how each went, what it changed, and its log. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { PipelineStatus } from '@waymark/spec'
import { useState } from 'react'
import { ingestionTexts as texts } from '../../texts/ingestion.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import assetClasses from '../asset/asset.module.css'
import { HeldBack } from './held-back.tsx'
import classes from './ingestion.module.css'
import { type Ingestion, isUnderWay, runsQuery } from './ingestion-api.ts'
import { RunLog } from './run-log.tsx'
import { RunState } from './run-state.tsx'

export function RunList({ ingestion }: { readonly ingestion: Ingestion }) {
  const { fullyQualifiedName: fqn } = ingestion
  const found = useQuery(runsQuery(fqn))
  const [chosen, setChosen] = useState<string>()
  if (found.isPending) return <Loading rows={5} label={texts.theRuns} />
  if (found.isError) {
    return <Failure error={found.error} what={texts.runsNotLoaded} onRetry={() => void found.refetch()} />
  }
  if (found.data.length === 0) return <Empty title={texts.notRunLately} />
  // Until somebody chooses, the newest run is looked at: the one that was just started.
  const opened = found.data.find(({ runId }) => runId === chosen) ?? found.data[0]
  return (
    <>
      <table className={assetClasses.rows}>
        <thead>
          <tr>
            <th>{texts.run}</th>
            <th>{texts.began}</th>
            <th>{texts.took}</th>
            <th>{texts.readChanged}</th>
            <th>
              <span className="visually-hidden">{texts.log}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {found.data.map((run) => (
            <tr key={run.runId} aria-current={run === opened}>
              <td>
                <RunState state={run.pipelineState} />
              </td>
              <td>{run.startDate !== undefined && <RelativeTime atMs={run.startDate} />}</td>
              <td>{durationOf(run)}</td>
              <td>
                <Counts run={run} />
              </td>
              <td>
                <Button
                  size="compact-sm"
                  variant="default"
                  disabled={run === opened}
                  onClick={() => setChosen(run.runId)}
                >
                  {texts.showLog}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {opened?.runId && (
        <>
          <FirstFailure run={opened} />
          {opened === found.data[0] && <HeldBack ingestion={ingestion} run={opened} />}
          <RunLog key={opened.runId} fqn={fqn} runId={opened.runId} />
        </>
      )}
    </>
  )
}

function Counts({ run }: { readonly run: PipelineStatus }) {
  const sum = (member: 'records' | 'updated_records' | 'warnings' | 'errors' | 'filtered'): number =>
    (run.status ?? []).reduce((total, step) => total + (step[member] ?? 0), 0)
  const counts: readonly (readonly [string, number])[] = [
    [texts.runCounts.read, sum('records')],
    [texts.runCounts.changed, sum('updated_records')],
    [texts.runCounts.leftOut, sum('filtered')],
    [texts.runCounts.warnings, sum('warnings')],
    [texts.runCounts.errors, sum('errors')],
  ]
  const shown = counts.filter(([, count]) => count > 0)
  if (shown.length === 0) return <span className="dim">–</span>
  return (
    <dl className={classes.counts}>
      {shown.map(([word, count]) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>{count.toLocaleString('en')}</dd>
        </div>
      ))}
    </dl>
  )
}

/** The first error on top: it is the cause more often than the last one. */
function FirstFailure({ run }: { readonly run: PipelineStatus }) {
  const [first] = (run.status ?? []).flatMap(({ failures = [] }) => failures)
  if (!first || isUnderWay(run)) return null
  return (
    <p role="status" className={classes.warning}>
      <strong>{first.name}</strong>: {first.error}
    </p>
  )
}

function durationOf({ startDate, endDate }: PipelineStatus): string {
  if (startDate === undefined || endDate === undefined) return '–'
  const seconds = Math.round((endDate - startDate) / 1000)
  if (seconds < 1) return texts.underASecond
  return seconds < 60 ? texts.seconds(seconds) : texts.minutes(Math.floor(seconds / 60), seconds % 60)
}
