/** Asks people for a description, for tags, or for a decision, with a suggestion where the asker has one. */
import { Autocomplete, Group, NativeSelect, Textarea } from '@mantine/core'
import { formatEntityLink, type TagLabel } from '@waymark/spec'
import { useState } from 'react'
import { activityTexts as texts } from '../../texts/activity.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import type { Asset } from '../asset/asset.ts'
import { columnsBelow } from '../asset/columns-below.ts'
import { columnsOf } from '../asset/editable-text.ts'
import { columnPathIn } from '../asset/fqn-links.ts'
import { Picker } from '../asset/picker.tsx'
import { choiceOfReference, type ReferenceChoice, searchedReferences } from '../asset/references-field.tsx'
import { type TagChoice, tagChoices } from '../asset/tags-field.tsx'
import { startTask } from './activity-api.ts'

const people = searchedReferences('user_search_index,team_search_index')

interface TaskFormProps {
  readonly type: string
  readonly asset: Asset
  readonly onClose: () => void
  readonly onSent: () => Promise<void>
}

export function TaskForm({ type, asset, onClose, onSent }: TaskFormProps) {
  const [kind, setKind] = useState(asset.description ? 'UpdateDescription' : 'RequestDescription')
  const [column, setColumn] = useState('')
  const [asked, setAsked] = useState<readonly ReferenceChoice[]>((asset.owners ?? []).map(choiceOfReference))
  const [reason, setReason] = useState('')
  const [text, setText] = useState('')
  const [tags, setTags] = useState<readonly TagLabel[]>([])
  const columns = columnsBelow(columnsOf(asset))
  const isAboutTags = kind.endsWith('Tag')

  const submit = async (): Promise<string | undefined> => {
    if (asked.length === 0) return texts.assigneesMissing
    if (reason.trim() === '') return texts.reasonMissing
    const fqn = asset.fullyQualifiedName
    const part = columns.find((one) => columnPathIn(fqn, one.fqn) === column)
    const old = part ? part.column : asset
    const suggestion = isAboutTags ? tags.length > 0 && JSON.stringify(tags) : text.trim()
    await startTask({
      about: formatEntityLink({
        type,
        fqn,
        ...(column === '' ? {} : { member: 'columns', part: part ? part.fqn.slice(fqn.length + 1) : column }),
      }),
      message: reason.trim(),
      taskDetails: {
        type: kind,
        assignees: asked.map(({ reference }) => ({ id: reference.id, type: reference.type })),
        oldValue: isAboutTags ? JSON.stringify(old.tags ?? []) : (old.description ?? ''),
        ...(suggestion ? { suggestion } : {}),
      },
    })
    await onSent()
    return undefined
  }
  return (
    <FormDialog
      title={texts.askTitle}
      action={texts.send}
      cancel={texts.cancel}
      onClose={onClose}
      onSubmit={submit}
    >
      <NativeSelect
        label={texts.kind}
        data={Object.entries(texts.kinds).map(([value, label]) => ({ value, label }))}
        value={kind}
        onChange={(event) => setKind(event.currentTarget.value)}
        data-autofocus
      />
      {columns.length > 0 && (
        <Autocomplete
          label={texts.column}
          description={texts.columnHint}
          data={columns.map((one) => columnPathIn(asset.fullyQualifiedName, one.fqn))}
          limit={20}
          value={column}
          onChange={setColumn}
          comboboxProps={{ withinPortal: true }}
        />
      )}
      <div>
        <div>{texts.assignees}</div>
        <Group gap="xs">
          <Picker<ReferenceChoice>
            label={texts.changeAssignees}
            choices={people}
            chosen={asked}
            onSave={setAsked}
          >
            {asked.length === 0 ? (
              <span className="dim">{texts.noAssignees}</span>
            ) : (
              <span>{asked.map(({ label }) => label).join(', ')}</span>
            )}
          </Picker>
        </Group>
      </div>
      <Textarea
        label={texts.reason}
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {isAboutTags ? (
        <div>
          <div>{texts.suggestedTags}</div>
          <Group gap="xs">
            <Picker<TagChoice>
              label={texts.chooseTags}
              choices={tagChoices}
              chosen={tags.map((tag) => ({ key: tag.tagFQN, label: tag.tagFQN, tag }))}
              onSave={(chosen) => setTags(chosen.map(({ tag }) => tag))}
            >
              {tags.length === 0 ? (
                <span className="dim">{texts.noTags}</span>
              ) : (
                <span>{tags.map(({ tagFQN }) => tagFQN).join(', ')}</span>
              )}
            </Picker>
          </Group>
        </div>
      ) : (
        kind !== 'Generic' && (
          <Textarea
            label={texts.suggestedText}
            autosize
            minRows={2}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )
      )}
    </FormDialog>
  )
}
