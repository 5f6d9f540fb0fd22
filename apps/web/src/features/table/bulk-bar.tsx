/** What can be done with the chosen columns of a table, all at once. */
import { Button, Checkbox, Textarea } from '@mantine/core'
import type { Operation, TagLabel } from '@waymark/spec'
import { useState } from 'react'
import { columnsTexts as texts } from '../../texts/columns.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { refused } from '../../ui/refused.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import type { Asset } from '../asset/asset.ts'
import { columnsBelow } from '../asset/columns-below.ts'
import { columnsOf } from '../asset/editable-text.ts'
import { type ChoiceSource, Picker } from '../asset/picker.tsx'
import { type TagChoice, tagChoices } from '../asset/tags-field.tsx'
import { type ColumnChange, editsOf } from './column-edits.ts'
import classes from './schema-grid.module.css'
import { useColumnChanges } from './use-column-changes.ts'

interface BulkBarProps {
  readonly table: Asset
  /** Fully qualified names of columns. */
  readonly chosen: ReadonlySet<string>
  /** Why the table refuses an operation. */
  readonly refusal: (operation: Operation) => string | undefined
  readonly onClear: () => void
}

export function BulkBar({ table, chosen, refusal, onClear }: BulkBarProps) {
  const [isDescribing, setIsDescribing] = useState(false)
  const save = useColumnChanges(table.fullyQualifiedName)
  const run = (change: ColumnChange): void => {
    const edits = editsOf(table, chosen, change)
    if (edits.length === 0) announceSaved(texts.nothing)
    else save(edits).catch(announceFailed)
  }
  const pick = (kind: 'addTags' | 'removeTags') => (picked: readonly TagChoice[]) =>
    run({ kind, tags: picked.map(({ tag }) => tag) })
  return (
    <div className={classes.bulk} role="toolbar" aria-label={texts.chosen(chosen.size)}>
      <strong role="status">{texts.chosen(chosen.size)}</strong>
      <Picker<TagChoice>
        label={texts.addTags}
        choices={tagChoices}
        chosen={[]}
        refusal={refusal('EditTags')}
        onSave={pick('addTags')}
      >
        <span>{texts.addTags}</span>
      </Picker>
      <Picker<TagChoice>
        label={texts.removeTags}
        choices={wornBy(table, chosen)}
        chosen={[]}
        refusal={refusal('EditTags')}
        onSave={pick('removeTags')}
      >
        <span>{texts.removeTags}</span>
      </Picker>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => setIsDescribing(true)}
        {...refused(refusal('EditDescription'))}
      >
        {texts.describe}
      </Button>
      <Button size="compact-sm" variant="subtle" onClick={onClear}>
        {texts.clear}
      </Button>
      {isDescribing && (
        <DescribeForm
          count={chosen.size}
          onClose={() => setIsDescribing(false)}
          onSave={(text, onlyMissing) => {
            setIsDescribing(false)
            run({ kind: 'describe', text, onlyMissing })
          }}
        />
      )}
    </div>
  )
}

/** The tags that the chosen columns wear, to choose from what can be removed. */
function wornBy(table: Asset, chosen: ReadonlySet<string>): ChoiceSource<TagChoice> {
  const worn = new Map<string, TagLabel>()
  for (const { fqn, column } of columnsBelow(columnsOf(table))) {
    if (chosen.has(fqn)) for (const tag of column.tags ?? []) worn.set(tag.tagFQN, tag)
  }
  const choices = [...worn].map(([key, tag]) => ({ key, label: key, tag }))
  return {
    key: `worn ${choices.map(({ key }) => key).join(' ')}`,
    find: (q) =>
      Promise.resolve(choices.filter(({ label }) => label.toLowerCase().includes(q.toLowerCase()))),
  }
}

interface DescribeFormProps {
  readonly count: number
  readonly onClose: () => void
  readonly onSave: (text: string, onlyMissing: boolean) => void
}

function DescribeForm({ count, onClose, onSave }: DescribeFormProps) {
  const [text, setText] = useState('')
  const [onlyMissing, setOnlyMissing] = useState(true)
  const submit = (): undefined => {
    onSave(text.trim(), onlyMissing)
  }
  return (
    <FormDialog
      title={texts.describeTitle(count)}
      action={texts.save}
      cancel={texts.cancel}
      onClose={onClose}
      onSubmit={submit}
    >
      <Textarea
        label={texts.text}
        autosize
        minRows={3}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
      />
      <Checkbox
        label={texts.onlyMissing}
        checked={onlyMissing}
        onChange={(event) => setOnlyMissing(event.currentTarget.checked)}
      />
    </FormDialog>
  )
}
