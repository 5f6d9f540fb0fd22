/** The state of a run as a sign with its word. */
import { Badge } from '@mantine/core'
import type { PipelineStatus } from '@waymark/spec'
import classes from './ingestion.module.css'

const words: Readonly<Record<NonNullable<PipelineStatus['pipelineState']>, string>> = {
  queued: 'Queued',
  running: 'Running',
  success: 'Succeeded',
  partialSuccess: 'Partly succeeded',
  failed: 'Failed',
  stopped: 'Stopped',
}

export function RunState({ state }: { readonly state: PipelineStatus['pipelineState'] }) {
  if (!state) return <span className="dim">Never ran</span>
  return (
    <Badge variant="outline" className={`${classes.state} ${classes[state] ?? ''}`}>
      {words[state]}
    </Badge>
  )
}
