/** Two people wrote at the same time: both texts side by side, and the choice between them. */
import { Button, Group } from '@mantine/core'
import { MarkdownText } from '../../ui/markdown-text.tsx'
import classes from './description.module.css'

interface ConflictProps {
  readonly mine: string
  readonly theirs: string
  readonly by: string
  readonly saving: boolean
  readonly onKeepMine: () => void
  readonly onTakeTheirs: () => void
  /** Goes on editing with both texts, one below the other. */
  readonly onEdit: (merged: string) => void
}

export function Conflict({ mine, theirs, by, saving, onKeepMine, onTakeTheirs, onEdit }: ConflictProps) {
  return (
    <div className={classes.conflict} role="alert">
      <p>
        <strong>{by} changed this text while you were writing.</strong> Nothing of either is lost; choose what
        stays.
      </p>
      <div className={classes.sides}>
        <section>
          <h3>Now in the catalog</h3>
          <MarkdownText source={theirs || '_No description._'} />
        </section>
        <section>
          <h3>Yours</h3>
          <MarkdownText source={mine || '_No description._'} />
        </section>
      </div>
      <Group gap="xs">
        <Button size="compact-sm" onClick={onKeepMine} loading={saving}>
          Keep mine
        </Button>
        <Button size="compact-sm" variant="default" onClick={onTakeTheirs} disabled={saving}>
          Take theirs
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => onEdit(`${theirs}\n\n${mine}`)}
          disabled={saving}
        >
          Edit both together
        </Button>
      </Group>
    </div>
  )
}
