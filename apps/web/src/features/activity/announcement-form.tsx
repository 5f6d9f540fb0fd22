/** Announces something about an asset, for a time. */
import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { activityTexts as texts } from '../../texts/activity.ts'
import { messageOf } from '../../ui/states.tsx'
import { announce } from './activity-api.ts'
import { fromLocalTime, toLocalTime } from './local-time.ts'

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
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const [startTime, endTime] = [fromLocalTime(from), fromLocalTime(until)]
    if (headline.trim() === '') return setProblem(texts.headlineMissing)
    if (startTime === undefined || endTime === undefined) return setProblem(texts.timesMissing)
    if (endTime <= startTime) return setProblem(texts.endsFirst)
    setBusy(true)
    setProblem(undefined)
    try {
      await announce(about, headline.trim(), { startTime, endTime, description: details.trim() })
      await onSent()
    } catch (error) {
      setProblem(messageOf(error))
      setBusy(false)
    }
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.announceTitle}
      closeButtonProps={{ 'aria-label': texts.cancel }}
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
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
          {problem && <p role="alert">{problem}</p>}
          <Group gap="xs">
            <Button type="submit" loading={busy}>
              {texts.announce}
            </Button>
            <Button variant="default" onClick={onClose}>
              {texts.cancel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
