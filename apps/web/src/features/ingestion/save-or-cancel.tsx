/** What ends an edit on the page of an ingestion. */
import { Button } from '@mantine/core'
import { ingestionTexts as texts } from '../../texts/ingestion.ts'
import classes from './ingestion.module.css'

interface SaveOrCancelProps {
  readonly isSaving: boolean
  readonly onSave: () => void
  readonly onCancel: () => void
}

export function SaveOrCancel({ isSaving, onSave, onCancel }: SaveOrCancelProps) {
  return (
    <div className={classes.actions}>
      <Button loading={isSaving} onClick={onSave}>
        {texts.save}
      </Button>
      <Button variant="default" onClick={onCancel}>
        {texts.cancel}
      </Button>
    </div>
  )
}
