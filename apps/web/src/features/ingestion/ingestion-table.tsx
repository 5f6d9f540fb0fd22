/** Ingestions as a table: what each reads, when it runs, how it went last. */
import type { PipelineStatus } from '@waymark/spec'
import { ingestionTexts as texts } from '../../texts/ingestion.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import assetClasses from '../asset/asset.module.css'
import { titleOf } from '../asset/asset.ts'
import { AssetLink } from '../asset/asset-link.tsx'
import { wordsOf } from '../asset/words.ts'
import type { Ingestion } from './ingestion-api.ts'
import { RunState } from './run-state.tsx'
import { nextRuns, scheduleWords } from './schedule.ts'

interface TableProps {
  readonly ingestions: readonly Ingestion[]
  /** Leave the column of services out where there is one only. */
  readonly ofOneService?: boolean
}

export function IngestionTable({ ingestions, ofOneService = false }: TableProps) {
  const now = new Date()
  return (
    <table className={assetClasses.rows}>
      <thead>
        <tr>
          <th>{texts.ingestion}</th>
          {!ofOneService && <th>{texts.source}</th>}
          <th>{texts.kind}</th>
          <th>{texts.lastRun}</th>
          <th>{texts.schedule}</th>
          <th>{texts.nextRun}</th>
        </tr>
      </thead>
      <tbody>
        {ingestions.map((one) => (
          <tr key={one.id}>
            <td>
              <AssetLink type="ingestionPipeline" fqn={one.fullyQualifiedName}>
                {titleOf(one)}
              </AssetLink>
            </td>
            {!ofOneService && (
              <td>
                <AssetLink
                  type={one.service.type}
                  fqn={one.service.fullyQualifiedName ?? titleOf(one.service)}
                >
                  {titleOf(one.service)}
                </AssetLink>
              </td>
            )}
            <td>{wordsOf(one.pipelineType)}</td>
            <td>
              <LastRun status={one.pipelineStatuses} />
            </td>
            <td>{scheduleWords(one.airflowConfig)}</td>
            <td>
              <NextRun ingestion={one} now={now} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function LastRun({ status }: { readonly status: PipelineStatus | undefined }) {
  const atMs = status?.endDate ?? status?.startDate
  return (
    <>
      <RunState state={status?.pipelineState} /> {atMs !== undefined && <RelativeTime atMs={atMs} />}
    </>
  )
}

function NextRun({ ingestion, now }: { readonly ingestion: Ingestion; readonly now: Date }) {
  if (ingestion.enabled === false) return <span className="dim">{texts.paused}</span>
  const [next] = nextRuns(ingestion.airflowConfig, 1, now)
  return next ? <RelativeTime atMs={next.getTime()} /> : <span className="dim">–</span>
}
