/** Makes a new word, or a new family of words. */
import { Checkbox, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { vocabularyTexts as texts } from '../../texts/vocabulary.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import type { Asset } from '../asset/asset.ts'
import { linesOf } from './lines.ts'
import type { Vocabulary } from './vocabulary.ts'
import { vocabularyOf } from './vocabulary.ts'
import { createWord, refreshWords } from './vocabulary-api.ts'

interface WordFormProps {
  readonly type: Vocabulary['family'] | Vocabulary['item']
  readonly title: string
  /** Where it goes; nowhere for a family. */
  readonly place?: Readonly<Record<string, string>>
  readonly onClose: () => void
  readonly onCreated: (word: Asset) => void
}

export function WordForm({ type, title, place = {}, onClose, onCreated }: WordFormProps) {
  const client = useQueryClient()
  const [missing, setMissing] = useState<{ readonly name?: string; readonly description?: string }>({})
  const submit = async (data: FormData): Promise<undefined> => {
    const text = (field: string): string => String(data.get(field) ?? '').trim()
    const [name, description, displayName] = [text('name'), text('description'), text('displayName')]
    const lacks = {
      ...(name === '' ? { name: texts.nameMissing } : {}),
      ...(description === '' ? { description: texts.descriptionMissing } : {}),
    }
    setMissing(lacks)
    if (Object.keys(lacks).length > 0) return
    const synonyms = linesOf(text('synonyms'))
    const word = await createWord(
      type,
      {
        name,
        description,
        ...(displayName === '' ? {} : { displayName }),
        ...(synonyms.length === 0 ? {} : { synonyms }),
        ...(data.has('mutuallyExclusive') ? { mutuallyExclusive: true } : {}),
      },
      place,
    )
    const vocabulary = vocabularyOf(type)
    if (vocabulary) await refreshWords(client, vocabulary)
    onCreated(word)
  }
  return (
    <FormDialog title={title} action={texts.create} cancel={texts.cancel} onClose={onClose} onSubmit={submit}>
      <TextInput
        name="name"
        label={texts.name}
        description={texts.nameHint}
        error={missing.name}
        required
        maxLength={256}
        data-autofocus
      />
      <TextInput
        name="displayName"
        label={texts.displayName}
        description={texts.displayNameHint}
        maxLength={256}
      />
      <Textarea
        name="description"
        label={texts.description}
        error={missing.description}
        required
        autosize
        minRows={3}
      />
      {type === 'glossaryTerm' && (
        <Textarea
          name="synonyms"
          label={texts.synonyms}
          description={texts.synonymsHint}
          autosize
          minRows={2}
        />
      )}
      <Checkbox name="mutuallyExclusive" label={texts.exclusive[type]} />
    </FormDialog>
  )
}
