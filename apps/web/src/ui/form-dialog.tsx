/** A form in a dialog: its fields, what is wrong, and the two buttons below. */
import { Button, Group, Modal, Stack } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { messageOf } from './states.tsx'

interface FormDialogProps {
  readonly title: string
  /** On the button that sends. */
  readonly action: string
  readonly cancel: string
  readonly onClose: () => void
  /** Answers what is wrong with the fields. What it throws is shown in the same place, and the form stays. */
  readonly onSubmit: (fields: FormData) => Promise<string | undefined> | string | undefined
  readonly color?: string
  /** Whether there is nothing to send yet. */
  readonly disabled?: boolean
  readonly children: ReactNode
}

export function FormDialog(props: FormDialogProps) {
  const { title, action, cancel, onClose, onSubmit, color, disabled = false, children } = props
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    setBusy(true)
    try {
      setProblem(await onSubmit(fields))
    } catch (error) {
      setProblem(messageOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': cancel }}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
          {children}
          {problem && <p role="alert">{problem}</p>}
          <Group gap="xs">
            <Button type="submit" loading={busy} disabled={disabled} {...(color ? { color } : {})}>
              {action}
            </Button>
            <Button variant="default" onClick={onClose}>
              {cancel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
