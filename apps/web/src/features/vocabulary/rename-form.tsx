/** Gives a word another name, or another text to be shown as. */
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { vocabularyTexts as texts } from '../../texts/vocabulary.ts'
import { messageOf } from '../../ui/states.tsx'
import { type Asset, titleOf } from '../asset/asset.ts'

interface RenameFormProps {
  readonly word: Asset
  readonly onClose: () => void
  readonly onRename: (name: string, displayName: string) => Promise<void>
}

export function RenameForm({ word, onClose, onRename }: RenameFormProps) {
  const [name, setName] = useState(word.name)
  const [displayName, setDisplayName] = useState(word.displayName ?? '')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const [next, shown] = [name.trim(), displayName.trim()]
    if (next === '') return setProblem(texts.nameMissing)
    if (next === word.name && shown === (word.displayName ?? '')) return onClose()
    setBusy(true)
    try {
      await onRename(next, shown)
    } catch (error) {
      setProblem(messageOf(error))
      setBusy(false)
    }
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.renameTitle(titleOf(word))}
      closeButtonProps={{ 'aria-label': texts.cancel }}
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
          <TextInput
            label={texts.name}
            description={texts.renameWarning}
            value={name}
            maxLength={256}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <TextInput
            label={texts.displayName}
            description={texts.displayNameHint}
            value={displayName}
            maxLength={256}
            onChange={(event) => setDisplayName(event.currentTarget.value)}
          />
          {problem && <p role="alert">{problem}</p>}
          <Group gap="xs">
            <Button type="submit" loading={busy}>
              {texts.save}
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
