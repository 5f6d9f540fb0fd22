/** The tags of an asset, and the way to change them. */
import type { TagLabel } from '@waymark/spec'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import type { Asset } from './asset.ts'
import { type Choice, Picker } from './picker.tsx'
import { TagList } from './tag-list.tsx'
import { useAssetChanges } from './use-asset-change.ts'

interface TagChoice extends Choice {
  readonly tag: TagLabel
}

export function TagsField({ type, asset }: { readonly type: string; readonly asset: Asset }) {
  const tags = asset.tags ?? []
  const { setMember } = useAssetChanges(type, asset.fullyQualifiedName)
  const save = (chosen: readonly TagChoice[]): void => {
    setMember(
      'tags',
      chosen.map(({ tag }) => tag),
    ).then(() => announceSaved('Tags saved', () => setMember('tags', tags)), announceFailed)
  }
  return (
    <Picker<TagChoice>
      label="Change the tags"
      index="tag_search_index"
      chosen={tags.map((tag) => ({ key: tag.tagFQN, label: tag.displayName || tag.tagFQN, tag }))}
      choiceOf={(source) => ({
        key: source.fullyQualifiedName,
        label: source.fullyQualifiedName,
        tag: {
          tagFQN: source.fullyQualifiedName,
          source: 'Classification',
          labelType: 'Manual',
          state: 'Confirmed',
        },
      })}
      onSave={save}
    >
      {tags.length === 0 ? <span className="dim">No tags</span> : <TagList tags={tags} />}
    </Picker>
  )
}
