/** Announces something about an asset, for a time. */
import { Group, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { activityTexts as texts } from '../../texts/activity.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { fromLocalTime, toLocalTime } from '../../ui/local-time.ts'
import { announce } from './activity-api.ts'

const dayMs = 86_400_000

interface AnnouncementFormProps {
  /** Entity link of the asset. */
  readonly about: string
  readonly onClose: () => void
  readonly onSent: () => Promise<void>
}

export function AnnouncementForm({ about, onClose, onSent }: AnnouncementFormProps) {
  const [headline, setHeadline] = useState('')
  const [details, setDetails] = useState('')
  const [from, setFrom] = useState(() => toLocalTime(Date.now()))
  const [until, setUntil] = useState(() => toLocalTime(Date.now() + dayMs))
  const submit = async (): Promise<string | undefined> => {
    const [startTime, endTime] = [fromLocalTime(from), fromLocalTime(until)]
    if (headline.trim() === '') return texts.headlineMissing
    if (startTime === undefined || endTime === undefined) return texts.timesMissing
    if (endTime <= startTime) return texts.endsFirst
    await announce(about, headline.trim(), { startTime, endTime, description: details.trim() })
    await onSent()
    return undefined
  }
  return (
    <FormDialog
      title={texts.announceTitle}
      action={texts.announce}
      cancel={texts.cancel}
      onClose={onClose}
      onSubmit={submit}
    >
      <TextInput
        label={texts.headline}
        value={headline}
        maxLength={500}
        onChange={(event) => setHeadline(event.currentTarget.value)}
        data-autofocus
      />
      <Textarea
        label={texts.details}
        autosize
        minRows={2}
        value={details}
        onChange={(event) => setDetails(event.currentTarget.value)}
      />
      <Group gap="sm" grow>
        <TextInput
          type="datetime-local"
          label={texts.from}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label={texts.until}
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
      </Group>
    </FormDialog>
  )
}
