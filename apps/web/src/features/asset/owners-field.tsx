/** Who owns an asset, and the way to change it. */
import type { EntityReference } from '@waymark/spec'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { type Asset, titleOf } from './asset.ts'
import { AssetLink } from './asset-link.tsx'
import { type Choice, Picker } from './picker.tsx'
import { useAssetChanges } from './use-asset-change.ts'

interface OwnerChoice extends Choice {
  readonly reference: EntityReference
}

export function OwnersField({ type, asset }: { readonly type: string; readonly asset: Asset }) {
  const owners = asset.owners ?? []
  const { setMember } = useAssetChanges(type, asset.fullyQualifiedName)
  const save = (chosen: readonly OwnerChoice[]): void => {
    const before = owners.filter(({ inherited }) => !inherited)
    setMember(
      'owners',
      chosen.map(({ reference }) => reference),
    ).then(() => announceSaved('Owners saved', () => setMember('owners', before)), announceFailed)
  }
  return (
    <Picker<OwnerChoice>
      label="Change the owners"
      index="user_search_index,team_search_index"
      chosen={owners
        .filter(({ inherited }) => !inherited)
        .map((reference) => ({ key: reference.id, label: titleOf(reference), reference }))}
      choiceOf={(source) => ({
        key: source.id,
        label: titleOf(source),
        hint: source.entityType === 'team' ? 'Team' : source.name,
        reference: {
          id: source.id,
          type: source.entityType,
          name: source.name,
          fullyQualifiedName: source.fullyQualifiedName,
          ...(source.displayName ? { displayName: source.displayName } : {}),
        },
      })}
      onSave={save}
    >
      {owners.length === 0 ? (
        <span className="dim">No owner</span>
      ) : (
        <span>
          {owners.map((owner, index) => (
            <span key={owner.id}>
              {index > 0 && ', '}
              <AssetLink type={owner.type} fqn={owner.fullyQualifiedName ?? owner.name ?? owner.id}>
                {titleOf(owner)}
              </AssetLink>
              {owner.inherited && <span className="dim"> (inherited)</span>}
            </span>
          ))}
        </span>
      )}
    </Picker>
  )
}
