/** Two people wrote at the same time: both texts side by side, and the choice between them. */
import { Button, Group } from '@mantine/core'
import { descriptionTexts } from '../../texts/description.ts'
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
        <strong>{descriptionTexts.changedMeanwhile(by)}</strong> {descriptionTexts.conflictHint}
      </p>
      <div className={classes.sides}>
        <section>
          <h3>{descriptionTexts.inCatalog}</h3>
          <MarkdownText source={theirs || descriptionTexts.noDescription} />
        </section>
        <section>
          <h3>{descriptionTexts.yours}</h3>
          <MarkdownText source={mine || descriptionTexts.noDescription} />
        </section>
      </div>
      <Group gap="xs">
        <Button size="compact-sm" onClick={onKeepMine} loading={saving}>
          {descriptionTexts.keepMine}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onTakeTheirs} disabled={saving}>
          {descriptionTexts.takeTheirs}
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => onEdit(`${theirs}\n\n${mine}`)}
          disabled={saving}
        >
          {descriptionTexts.editBoth}
        </Button>
      </Group>
    </div>
  )
}
