/** The state of a run as a sign with its word. */
import { Badge } from '@mantine/core'
import type { PipelineStatus } from '@waymark/spec'
import { ingestionTexts as texts } from '../../texts/ingestion.ts'
import classes from './ingestion.module.css'

export function RunState({ state }: { readonly state: PipelineStatus['pipelineState'] }) {
  if (!state) return <span className="dim">{texts.neverRan}</span>
  return (
    <Badge variant="outline" className={`${classes.state} ${classes[state] ?? ''}`}>
      {texts.runStates[state]}
    </Badge>
  )
}
