/** An asset's description, edited in place; `e` opens the editor. */
import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { descriptionTexts as texts } from '../../texts/description.ts'
import { refused } from '../../ui/refused.ts'
import RenderedMarkdown from '../../ui/rendered-markdown.tsx'
import { announceSaved } from '../../ui/saved-notice.tsx'
import { useShortcuts } from '../../ui/shortcuts.ts'
import type { Asset } from '../asset/asset.ts'
import { assetDescription } from '../asset/editable-text.ts'
import { useAssetChanges } from '../asset/use-asset-change.ts'
import { useRefusal } from '../session/use-refusal.ts'
import classes from './description.module.css'
import { DescriptionEditor } from './description-editor.tsx'
import { draftKey, readDraft } from './drafts.ts'

export function DescriptionPanel({ type, asset }: { readonly type: string; readonly asset: Asset }) {
  const fqn = asset.fullyQualifiedName
  const key = draftKey(type, fqn)
  const [editing, setEditing] = useState(() => readDraft(sessionStorage, key) !== undefined)
  const { saveText } = useAssetChanges(type, fqn)
  const description = asset.description ?? ''
  const refusal = useRefusal(type, asset)('EditDescription')
  useShortcuts(refusal === undefined ? { e: () => setEditing(true) } : {})

  const save = async (text: string, base: string): Promise<void> => {
    await saveText(assetDescription, text, base)
    announceSaved(texts.descriptionSaved, () => saveText(assetDescription, base, text))
  }
  return (
    <section className={classes.panel} aria-label={texts.description}>
      {editing ? (
        <DescriptionEditor
          label={texts.description}
          value={description}
          storageKey={key}
          onSave={save}
          onClose={() => setEditing(false)}
        />
      ) : description === '' ? (
        <p className={classes.missing}>
          {texts.notDescribed}{' '}
          <Button size="compact-sm" variant="light" onClick={() => setEditing(true)} {...refused(refusal)}>
            {texts.describe}
          </Button>
        </p>
      ) : (
        <div className={classes.shown}>
          {/* Comes with the page: later it would push what is below. */}
          <RenderedMarkdown source={description} />
          <Tooltip label={refusal ?? texts.editDescriptionE}>
            <ActionIcon
              aria-label={texts.editDescription}
              onClick={() => setEditing(true)}
              {...refused(refusal)}
            >
              <IconPencil size={16} />
            </ActionIcon>
          </Tooltip>
        </div>
      )}
    </section>
  )
}
