/** Writes a description in Markdown: preview, ⌘Enter saves, Esc leaves, a conflict shows both texts to choose from. */
import { Button, Group, SegmentedControl, Textarea } from '@mantine/core'
import { type KeyboardEvent, useState } from 'react'
import { hasStatus } from '../../api/http.ts'
import { descriptionTexts as texts } from '../../texts/description.ts'
import { MarkdownText } from '../../ui/markdown-text.tsx'
import { messageOf } from '../../ui/states.tsx'
import { EditConflict } from '../asset/use-asset-change.ts'
import { Conflict } from './conflict.tsx'
import classes from './description.module.css'
import { dropDraft, readDraft, saveDraft } from './drafts.ts'

interface EditorProps {
  readonly label: string
  /** The text as it is now. */
  readonly value: string
  readonly storageKey: string
  readonly onSave: (text: string, base: string) => Promise<void>
  readonly onClose: () => void
  readonly compact?: boolean
}

export function DescriptionEditor({
  label,
  value,
  storageKey,
  onSave,
  onClose,
  compact = false,
}: EditorProps) {
  const [draft] = useState(() => readDraft(sessionStorage, storageKey))
  const [base, setBase] = useState(draft?.base ?? value)
  const [text, setText] = useState(draft?.text ?? value)
  const [view, setView] = useState('write')
  const [saving, setSaving] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [conflict, setConflict] = useState<EditConflict>()

  const close = (): void => {
    dropDraft(sessionStorage, storageKey)
    onClose()
  }
  const save = async (wanted: string, from: string): Promise<void> => {
    if (wanted === from && !conflict) return close()
    setSaving(true)
    setProblem(undefined)
    try {
      await onSave(wanted, from)
      close()
    } catch (error) {
      if (error instanceof EditConflict) setConflict(error)
      else if (!hasStatus(error, 401)) setProblem(messageOf(error))
    } finally {
      setSaving(false)
    }
  }
  const write = (next: string): void => {
    setText(next)
    saveDraft(sessionStorage, storageKey, { text: next, base })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault()
      void save(text, base)
    } else if (event.key === 'Escape' && !saving) {
      event.stopPropagation()
      close()
    }
  }
  if (conflict) {
    const theirs = conflict.theirs ?? ''
    return (
      <Conflict
        mine={text}
        theirs={theirs}
        by={conflict.by}
        saving={saving}
        onKeepMine={() => void save(text, theirs)}
        onTakeTheirs={close}
        onEdit={(merged) => {
          setConflict(undefined)
          setBase(theirs)
          setText(merged)
        }}
      />
    )
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the text area inside
    <div className={classes.editor} onKeyDown={onKeyDown}>
      {draft && <p className={classes.restored}>{texts.unsavedBack}</p>}
      {!compact && (
        <SegmentedControl
          size="xs"
          value={view}
          onChange={setView}
          data={[
            { value: 'write', label: texts.write },
            { value: 'preview', label: texts.preview },
          ]}
        />
      )}
      {view === 'write' ? (
        <Textarea
          aria-label={label}
          autosize
          minRows={compact ? 2 : 5}
          maxRows={24}
          value={text}
          onChange={(event) => write(event.currentTarget.value)}
          error={problem}
          autoFocus
        />
      ) : (
        <div className={classes.preview}>
          <MarkdownText source={text || texts.nothingYet} />
        </div>
      )}
      <Group gap="xs" mt="xs">
        <Button size="compact-sm" loading={saving} onClick={() => void save(text, base)}>
          {texts.save}
        </Button>
        <Button size="compact-sm" variant="default" disabled={saving} onClick={close}>
          {texts.cancel}
        </Button>
        <span className={classes.hint}>{texts.editorHint}</span>
      </Group>
    </div>
  )
}
