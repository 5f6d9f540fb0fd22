/** References of one link, as a list that leads to their pages. */
import type { EntityReference } from '@waymark/spec'
import { assetTexts as texts } from '../../texts/asset.ts'
import classes from './asset.module.css'
import { assetType, titleOf, typeLabel } from './asset.ts'
import { AssetIcon } from './asset-icon.tsx'
import { AssetLink } from './asset-link.tsx'

interface LinkedAssetsProps {
  readonly title: string
  readonly references: readonly EntityReference[]
  /** How many there are, where `references` are the first of them. */
  readonly total?: number
}

export function LinkedAssets({ title, references, total = references.length }: LinkedAssetsProps) {
  return (
    <section aria-label={title}>
      <table className={classes.rows}>
        <thead>
          <tr>
            <th>
              {title} ({total.toLocaleString('en')})
            </th>
            <th>{texts.type}</th>
          </tr>
        </thead>
        <tbody>
          {references.map((reference) => (
            <tr key={reference.id}>
              <td>
                <span className={classes.name}>
                  <AssetIcon type={reference.type} />
                  {assetType(reference.type) ? (
                    <AssetLink
                      type={reference.type}
                      fqn={reference.fullyQualifiedName ?? reference.name ?? reference.id}
                    >
                      {titleOf(reference)}
                    </AssetLink>
                  ) : (
                    titleOf(reference)
                  )}
                </span>
              </td>
              <td>{typeLabel(reference.type)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
