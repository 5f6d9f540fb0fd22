/** The button above the list of all glossaries, or of all classifications, that makes a new one. */
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { vocabularyTexts as texts } from '../../texts/vocabulary.ts'
import { refused } from '../../ui/refused.ts'
import { useRefusal } from '../session/use-refusal.ts'
import type { Vocabulary } from './vocabulary.ts'
import { WordForm } from './word-form.tsx'

export default function NewFamily({ family }: { readonly family: Vocabulary['family'] }) {
  const navigate = useNavigate()
  const [isOpen, setIsOpen] = useState(false)
  const refusal = useRefusal(family)('Create')
  const title = texts.newFamily[family]
  return (
    <div>
      <Button
        size="compact-md"
        leftSection={<IconPlus size={15} />}
        onClick={() => setIsOpen(true)}
        {...refused(refusal)}
      >
        {title}
      </Button>
      {isOpen && (
        <WordForm
          type={family}
          title={title}
          onClose={() => setIsOpen(false)}
          onCreated={({ fullyQualifiedName }) =>
            void navigate({
              to: '/$type/$fqn',
              params: { type: family, fqn: fullyQualifiedName },
              search: {},
            })
          }
        />
      )}
    </div>
  )
}
