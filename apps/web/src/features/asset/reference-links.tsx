/** References in a line, each a link to its page. */
import type { EntityReference } from '@waymark/spec'
import { assetTexts as texts } from '../../texts/asset.ts'
import { titleOf } from './asset.ts'
import { AssetLink } from './asset-link.tsx'

export function ReferenceLinks({ references }: { readonly references: readonly EntityReference[] }) {
  return references.map((reference, index) => (
    <span key={reference.id}>
      {index > 0 && ', '}
      <AssetLink type={reference.type} fqn={reference.fullyQualifiedName ?? reference.name ?? reference.id}>
        {titleOf(reference)}
      </AssetLink>
      {reference.inherited && <span className="dim"> {texts.inherited}</span>}
    </span>
  ))
}
