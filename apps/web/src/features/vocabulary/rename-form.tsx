/** Gives a word another name, or another text to be shown as. */
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { vocabularyTexts as texts } from '../../texts/vocabulary.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { type Asset, titleOf } from '../asset/asset.ts'

interface RenameFormProps {
  readonly word: Asset
  readonly onClose: () => void
  readonly onRename: (name: string, displayName: string) => Promise<void>
}

export function RenameForm({ word, onClose, onRename }: RenameFormProps) {
  const [name, setName] = useState(word.name)
  const [displayName, setDisplayName] = useState(word.displayName ?? '')
  const submit = async (): Promise<string | undefined> => {
    const [next, shown] = [name.trim(), displayName.trim()]
    if (next === '') return texts.nameMissing
    if (next === word.name && shown === (word.displayName ?? '')) onClose()
    else await onRename(next, shown)
    return undefined
  }
  return (
    <FormDialog
      title={texts.renameTitle(titleOf(word))}
      action={texts.save}
      cancel={texts.cancel}
      onClose={onClose}
      onSubmit={submit}
    >
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
    </FormDialog>
  )
}
