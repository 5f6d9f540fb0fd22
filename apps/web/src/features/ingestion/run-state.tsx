/** The state of a run as a sign with its word. */
import { Badge } from '@mantine/core'
import type { PipelineStatus } from '@waymark/spec'
import { ingestionTexts as texts } from '../../texts/ingestion.ts'
import classes from './ingestion.module.css'

const words: Readonly<Record<NonNullable<PipelineStatus['pipelineState']>, string>> = {
  queued: 'Queued',
  running: 'Running',
  success: 'Succeeded',
  partialSuccess: texts.partlySucceeded,
  failed: 'Failed',
  stopped: 'Stopped',
}

export function RunState({ state }: { readonly state: PipelineStatus['pipelineState'] }) {
  if (!state) return <span className="dim">{texts.neverRan}</span>
  return (
    <Badge variant="outline" className={`${classes.state} ${classes[state] ?? ''}`}>
      {words[state]}
    </Badge>
  )
}
