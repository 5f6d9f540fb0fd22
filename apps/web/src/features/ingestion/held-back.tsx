/** What a run kept though it seems to be gone from the source, and the way to confirm that it may go. */
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { PipelineStatus } from '@waymark/spec'
import { ingestionTexts as texts } from '../../texts/ingestion.ts'
import { Bar } from '../../ui/bar.tsx'
import { refused } from '../../ui/refused.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { useRefusal } from '../session/use-refusal.ts'
import classes from './ingestion.module.css'
import { type Ingestion, ingestionsKey, runAndRemove } from './ingestion-api.ts'

interface HeldBackProps {
  readonly ingestion: Ingestion
  readonly run: PipelineStatus
}

export function HeldBack({ ingestion, run }: HeldBackProps) {
  const client = useQueryClient()
  const refusal = useRefusal('ingestionPipeline', ingestion)('Trigger')
  const confirm = useMutation({
    mutationFn: () => runAndRemove(ingestion),
    onSuccess: async () => {
      announceSaved(texts.queued)
      await client.invalidateQueries({ queryKey: ingestionsKey })
    },
    onError: announceFailed,
  })
  const { heldBack: count } = (run.metadata ?? {}) as { heldBack?: unknown } // whatever its reporter wrote
  if (typeof count !== 'number' || count === 0) return null
  return (
    <Bar>
      <p role="status" className={classes.warning}>
        {texts.heldBack(count)}
      </p>
      <Button
        variant="default"
        size="compact-sm"
        loading={confirm.isPending}
        onClick={() => confirm.mutate()}
        {...refused(refusal)}
      >
        {texts.runAndRemove}
      </Button>
    </Bar>
  )
}
