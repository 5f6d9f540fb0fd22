/** Makes a new word, or a new family of words. */
import { Button, Checkbox, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { vocabularyTexts as texts } from '../../texts/vocabulary.ts'
import { messageOf } from '../../ui/states.tsx'
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
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const text = (field: string): string => String(data.get(field) ?? '').trim()
    const [name, description, displayName] = [text('name'), text('description'), text('displayName')]
    const lacks = {
      ...(name === '' ? { name: texts.nameMissing } : {}),
      ...(description === '' ? { description: texts.descriptionMissing } : {}),
    }
    setMissing(lacks)
    if (Object.keys(lacks).length > 0) return
    const synonyms = linesOf(text('synonyms'))
    setBusy(true)
    setProblem(undefined)
    try {
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
    } catch (error) {
      setProblem(messageOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': texts.cancel }}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
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
          {problem && <p role="alert">{problem}</p>}
          <Group gap="xs">
            <Button type="submit" loading={busy}>
              {texts.create}
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
