/** The tags of an asset, and the way to change them. */
import type { TagLabel } from '@waymark/spec'
import { assetTexts as texts } from '../../texts/asset.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { useRefusal } from '../session/use-refusal.ts'
import type { Asset } from './asset.ts'
import { type Choice, Picker, searched } from './picker.tsx'
import { TagList } from './tag-list.tsx'
import { useAssetChanges } from './use-asset-change.ts'

export interface TagChoice extends Choice {
  readonly tag: TagLabel
}

/** Tags and glossary terms. */
export const tagChoices = searched<TagChoice>(
  'tag_search_index,glossary_term_search_index',
  ({ entityType, fullyQualifiedName }) => ({
    key: fullyQualifiedName,
    label: fullyQualifiedName,
    ...(entityType === 'glossaryTerm' && { hint: texts.glossaryTerm }),
    tag: {
      tagFQN: fullyQualifiedName,
      source: entityType === 'glossaryTerm' ? 'Glossary' : 'Classification',
      labelType: 'Manual',
      state: 'Confirmed',
    },
  }),
)

export function TagsField({ type, asset }: { readonly type: string; readonly asset: Asset }) {
  const tags = asset.tags ?? []
  const refusal = useRefusal(type, asset)
  const { setMember } = useAssetChanges(type, asset.fullyQualifiedName)
  const save = (chosen: readonly TagChoice[]): void => {
    setMember(
      'tags',
      chosen.map(({ tag }) => tag),
    ).then(() => announceSaved(texts.tagsSaved, () => setMember('tags', tags)), announceFailed)
  }
  return (
    <Picker<TagChoice>
      label={texts.changeTags}
      choices={tagChoices}
      chosen={tags.map((tag) => ({ key: tag.tagFQN, label: tag.displayName || tag.tagFQN, tag }))}
      onSave={save}
      refusal={refusal('EditTags')}
    >
      {tags.length === 0 ? <span className="dim">{texts.noTags}</span> : <TagList tags={tags} />}
    </Picker>
  )
}
