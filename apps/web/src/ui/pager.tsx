/** The way through a list that is paged by cursor: forward, and back to where one came from. */
import { Button } from '@mantine/core'
import { controlTexts as texts } from '../texts/controls.ts'
import classes from './pager.module.css'

interface PagerProps {
  /** Cursors of the pages before this one. */
  readonly cursors: readonly string[]
  /** Where the next page begins; none on the last one. */
  readonly after: string | null | undefined
  readonly onMove: (cursors: readonly string[]) => void
}

export function Pager({ cursors, after, onMove }: PagerProps) {
  if (cursors.length === 0 && !after) return null
  return (
    <nav aria-label={texts.pages} className={classes.pager}>
      <Button
        size="compact-sm"
        variant="default"
        disabled={cursors.length === 0}
        onClick={() => onMove(cursors.slice(0, -1))}
      >
        {texts.previous}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        disabled={!after}
        onClick={() => after && onMove([...cursors, after])}
      >
        {texts.next}
      </Button>
    </nav>
  )
}
