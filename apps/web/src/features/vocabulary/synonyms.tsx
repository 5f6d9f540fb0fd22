/** Other words for a term, edited as lines. */
import { ActionIcon, Button, Group, Stack, Textarea, Tooltip } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { vocabularyTexts as texts } from '../../texts/vocabulary.ts'
import { refused } from '../../ui/refused.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import type { AssetChanges } from '../asset/use-asset-change.ts'
import { useRefusal } from '../session/use-refusal.ts'
import { linesOf } from './lines.ts'
import classes from './vocabulary.module.css'
import type { Term } from './vocabulary.ts'

interface SynonymsProps {
  readonly word: Term
  readonly setMember: AssetChanges['setMember']
}

export function Synonyms({ word, setMember }: SynonymsProps) {
  const synonyms = word.synonyms ?? []
  const refusal = useRefusal('glossaryTerm', word)('EditAll')
  const [text, setText] = useState<string>()
  const save = (): void => {
    setMember('synonyms', linesOf(text ?? '')).then(
      () => announceSaved(texts.saved(texts.synonyms), () => setMember('synonyms', synonyms)),
      announceFailed,
    )
    setText(undefined)
  }
  if (text !== undefined) {
    return (
      <Stack gap="xs" w="100%">
        <Textarea
          aria-label={texts.synonyms}
          description={texts.synonymsHint}
          autosize
          minRows={2}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setText(undefined)
            else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save()
          }}
          autoFocus
        />
        <Group gap="xs">
          <Button size="compact-sm" onClick={save}>
            {texts.save}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setText(undefined)}>
            {texts.cancel}
          </Button>
        </Group>
      </Stack>
    )
  }
  return (
    <>
      {synonyms.length === 0 && <span className="dim">{texts.noSynonyms}</span>}
      {synonyms.map((synonym) => (
        <span key={synonym} className={classes.synonym}>
          {synonym}
        </span>
      ))}
      <Tooltip label={refusal ?? texts.changeSynonyms}>
        <ActionIcon
          size="sm"
          aria-label={texts.changeSynonyms}
          onClick={() => setText(synonyms.join('\n'))}
          {...refused(refusal)}
        >
          <IconPencil size={14} />
        </ActionIcon>
      </Tooltip>
    </>
  )
}
