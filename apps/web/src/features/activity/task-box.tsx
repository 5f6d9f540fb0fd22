/** What a task asks for, and how it ends: with a value that is written to the asset, or without one. */
import { Badge, Button, Group, NativeSelect, Textarea } from '@mantine/core'
import type { Thread } from '@waymark/spec'
import { useId, useState } from 'react'
import { activityTexts as texts } from '../../texts/activity.ts'
import { announceFailed } from '../../ui/saved-notice.tsx'
import { Picker } from '../asset/picker.tsx'
import { type TagChoice, tagChoices } from '../asset/tags-field.tsx'
import { failureReasons } from '../quality/failure-reasons.ts'
import classes from './activity.module.css'
import { closeTask, type Resolution, resolveTask } from './activity-api.ts'

type Task = NonNullable<Thread['task']>

const words: Readonly<Record<string, string>> = {
  ...texts.kinds,
  RequestApproval: texts.approveThis,
  RequestTestCaseFailureResolution: texts.resolveTest,
}

interface TaskBoxProps {
  readonly thread: Thread
  readonly task: Task
  readonly onDone: (done: Promise<unknown>) => Promise<void>
}

export function TaskBox({ task, onDone }: TaskBoxProps) {
  const heading = useId()
  const [busy, setBusy] = useState(false)
  const end = (done: Promise<unknown>): void => {
    setBusy(true)
    onDone(done)
      .catch(announceFailed)
      .finally(() => setBusy(false))
  }
  const resolve = (resolution: Resolution): void => end(resolveTask(task.id, resolution))
  const isOpen = task.status !== 'Closed'
  return (
    <section className={classes.task} aria-labelledby={heading}>
      <Group gap="xs">
        <strong id={heading}>
          {texts.task(task.id)} {words[task.type] ?? task.type}
        </strong>
        <Badge variant="default">{isOpen ? texts.open : texts.closed}</Badge>
      </Group>
      <dl>
        <dt>{texts.assignedTo}</dt>
        <dd>
          {task.assignees.map(({ displayName, name }) => displayName ?? name).join(', ') || texts.nobody}
        </dd>
        {task.suggestion && (
          <>
            <dt>{texts.suggested}</dt>
            <dd>{shown(task, task.suggestion)}</dd>
          </>
        )}
        {!isOpen && (
          <>
            <dt>{texts.closedBy}</dt>
            <dd>{task.closedBy}</dd>
          </>
        )}
        {task.newValue && (
          <>
            <dt>{texts.decided}</dt>
            <dd>{shown(task, task.newValue)}</dd>
          </>
        )}
      </dl>
      {isOpen && (
        <Group gap="xs" align="end">
          <Decision task={task} busy={busy} onResolve={resolve} />
          <Button
            size="compact-sm"
            variant="default"
            disabled={busy}
            onClick={() => end(closeTask(task.id, ''))}
          >
            {texts.closeUnchanged}
          </Button>
        </Group>
      )}
    </section>
  )
}

function isAboutTags({ type }: Task): boolean {
  return type === 'RequestTag' || type === 'UpdateTag'
}

/** Tags by name; anything else as it is. */
function shown(task: Task, text: string): string {
  if (!isAboutTags(task)) return text
  try {
    const labels = JSON.parse(text) as readonly { readonly tagFQN?: string }[] // as the server keeps them
    return labels.map(({ tagFQN }) => tagFQN ?? '').join(', ')
  } catch {
    return text
  }
}

interface DecisionProps {
  readonly task: Task
  readonly busy: boolean
  readonly onResolve: (resolution: Resolution) => void
}

function Decision({ task, busy, onResolve }: DecisionProps) {
  if (task.type === 'RequestApproval') {
    return (
      <>
        <Button size="compact-sm" loading={busy} onClick={() => onResolve({ newValue: 'approved' })}>
          {texts.approve}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          disabled={busy}
          onClick={() => onResolve({ newValue: 'rejected' })}
        >
          {texts.reject}
        </Button>
      </>
    )
  }
  return isAboutTags(task) ? (
    <TagDecision task={task} busy={busy} onResolve={onResolve} />
  ) : (
    <TextDecision task={task} busy={busy} onResolve={onResolve} />
  )
}

function TagDecision({ task, busy, onResolve }: DecisionProps) {
  const { suggestion } = task
  const save = (chosen: readonly TagChoice[]): void =>
    onResolve({ newValue: JSON.stringify(chosen.map(({ tag }) => tag)) })
  return (
    <>
      {suggestion && (
        <Button size="compact-sm" loading={busy} onClick={() => onResolve({ newValue: suggestion })}>
          {texts.acceptSuggestion}
        </Button>
      )}
      <Picker<TagChoice> label={texts.otherTags} choices={tagChoices} chosen={[]} onSave={save}>
        <span>{texts.chooseTheTags}</span>
      </Picker>
    </>
  )
}

function TextDecision({ task, busy, onResolve }: DecisionProps) {
  const [text, setText] = useState(task.suggestion ?? '')
  const [reason, setReason] = useState('MissingData')
  const isIncident = task.type === 'RequestTestCaseFailureResolution'
  return (
    <>
      {isIncident && (
        <NativeSelect
          size="xs"
          label={texts.why}
          data={[...failureReasons]}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      <Textarea
        label={isIncident ? texts.whatHappened : texts.textToSave}
        autosize
        minRows={2}
        w="100%"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button
        size="compact-sm"
        loading={busy}
        disabled={text.trim() === ''}
        onClick={() =>
          onResolve({ newValue: text, ...(isIncident ? { testCaseFailureReason: reason } : {}) })
        }
      >
        {texts.saveAndClose}
      </Button>
    </>
  )
}
