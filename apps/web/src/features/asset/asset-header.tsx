/** The head of every asset's page: where it is, what it is, who answers for it. */
import { Badge } from '@mantine/core'
import { assetTexts as texts } from '../../texts/asset.ts'
import { CopyableCode } from '../../ui/copyable-code.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import classes from './asset.module.css'
import { type Asset, assetType, tierOf, titleOf, typeLabel } from './asset.ts'
import { AssetIcon } from './asset-icon.tsx'
import { AssetLink } from './asset-link.tsx'
import { AssetMenu } from './asset-menu.tsx'
import { FollowButton } from './follow-button.tsx'
import { breadcrumbs, lastPart } from './fqn-links.ts'
import { ReferencesField, searchedReferences } from './references-field.tsx'
import { TagsField } from './tags-field.tsx'
import { wordsOf } from './words.ts'

const [owners, domains] = [
  searchedReferences('user_search_index,team_search_index'),
  searchedReferences('domain_search_index'),
]

interface HeaderProps {
  readonly type: string
  readonly asset: Asset & { readonly tableType?: string | undefined }
}

export function AssetHeader({ type, asset }: HeaderProps) {
  const crumbs = breadcrumbs(asset)
  const tier = tierOf(asset.tags)
  const known = assetType(type)
  return (
    <header className={classes.header}>
      {crumbs.length > 0 && (
        <nav aria-label={texts.whereItIs} className={classes.crumbs}>
          <ol>
            {crumbs.map((crumb) => (
              <li key={crumb.fqn}>
                <AssetLink type={crumb.type} fqn={crumb.fqn}>
                  {crumb.name}
                </AssetLink>
              </li>
            ))}
          </ol>
        </nav>
      )}
      <div className={classes.title}>
        <h1>
          <AssetIcon type={type} tableType={asset.tableType} size={22} />
          {titleOf(asset)}
        </h1>
        <Badge color="gray" className={classes.tag}>
          {asset.tableType && asset.tableType !== 'Regular' ? wordsOf(asset.tableType) : typeLabel(type)}
        </Badge>
        {tier && (
          <Badge color="blaze" className={classes.tier}>
            {tier.displayName || lastPart(tier.tagFQN)}
          </Badge>
        )}
        {asset.deleted && <Badge color="red">{texts.deleted}</Badge>}
        {known?.hasFollowers && !asset.deleted && <FollowButton type={type} asset={asset} />}
        <AssetMenu type={type} asset={asset} />
      </div>
      <dl className={classes.facts}>
        {asset.serviceType && (
          <div>
            <dt>{texts.source}</dt>
            <dd>{asset.serviceType}</dd>
          </div>
        )}
        {known?.hasOwners && (
          <div>
            <dt>{texts.owners}</dt>
            <dd>
              <ReferencesField
                type={type}
                asset={asset}
                member="owners"
                words={texts.words.owners}
                choices={owners}
                references={asset.owners}
              />
            </dd>
          </div>
        )}
        {known?.hasTags && (
          <div>
            <dt>{texts.tags}</dt>
            <dd>
              <TagsField type={type} asset={asset} />
            </dd>
          </div>
        )}
        {known?.fields.includes('domains') && (
          <div>
            <dt>{texts.domains}</dt>
            <dd>
              <ReferencesField
                type={type}
                asset={asset}
                member="domains"
                words={texts.words.domains}
                choices={domains}
                references={asset.domains}
              />
            </dd>
          </div>
        )}
        <div>
          <dt>{texts.updated}</dt>
          <dd>
            <RelativeTime atMs={asset.updatedAt} /> {texts.by(asset.updatedBy)}
          </dd>
        </div>
        <div>
          <dt>{texts.fullName}</dt>
          <dd>
            <CopyableCode value={asset.fullyQualifiedName} what={texts.theFullName} />
          </dd>
        </div>
      </dl>
    </header>
  )
}
