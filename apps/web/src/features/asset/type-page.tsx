/** The page of every asset that has none of its own: what it consists of, what is in it, where its data goes, its history. */
import { Tabs } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { assetTexts as texts } from '../../texts/asset.ts'
import { onDemand } from '../../ui/on-demand.tsx'
import { useShortcuts } from '../../ui/shortcuts.ts'
import { Loading } from '../../ui/states.tsx'
import { DescriptionPanel } from '../description/description-panel.tsx'
import { MeaningPanel } from '../vocabulary/meaning-panel.tsx'
import { vocabularyOf } from '../vocabulary/vocabulary.ts'
import classes from './asset.module.css'
import { type Asset, assetType } from './asset.ts'
import { AssetChildren } from './asset-children.tsx'
import { AssetHeader } from './asset-header.tsx'
import { CustomPropertiesPanel } from './custom-properties-panel.tsx'
import { FactsList } from './facts-list.tsx'
import { GatheredAssets, gathersAssets } from './gathered-assets.tsx'
import { LinkedAssets } from './linked-assets.tsx'
import { PartsTable } from './parts-table.tsx'
import { SqlText } from './sql-text.tsx'
import { codesOf, referencesOf, structuresOf } from './structure.ts'
import { wordsOf } from './words.ts'

const waiting = <Loading rows={8} label={texts.thisTab} />
const LineagePanel = onDemand(() => import('../lineage/lineage-panel.tsx'), waiting)
const ActivityPanel = onDemand(() => import('../activity/activity-panel.tsx'), waiting)
const ServiceIngestions = onDemand(() => import('../ingestion/service-ingestions.tsx'), waiting)
const ServiceConnection = onDemand(() => import('../ingestion/service-connection.tsx'), waiting)
const VersionsPanel = onDemand(() => import('../versions/versions-panel.tsx'), waiting)

const route = getRouteApi('/shell/$type/$fqn')

const isIngestion = (child: { readonly type: string }): boolean => child.type === 'ingestionPipeline'

/** Links that the meaning of a word tells of. */
const meaningLinks = new Set(['reviewers', 'relatedTerms'])

export default function TypePage({ type, asset }: { readonly type: string; readonly asset: Asset }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const hasLineage = assetType(type)?.hasLineage === true
  const isService = assetType(type)?.children.some(isIngestion) === true
  const tabs = [
    'overview',
    ...(isService ? ['ingestion', 'connection'] : []),
    ...(hasLineage ? ['lineage'] : []),
    ...['activity', 'versions', 'details'],
  ]
  const tab = tabs.includes(search.tab ?? '') ? (search.tab ?? 'overview') : 'overview'
  const open = (next: string | null | undefined): void => {
    if (next) void navigate({ search: next === 'overview' ? {} : { tab: next }, resetScroll: false })
  }
  const step = (by: number): void => open(tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length])
  useShortcuts({
    ...(hasLineage ? { l: () => open('lineage') } : {}),
    '[': () => step(-1),
    ']': () => step(1),
  })
  return (
    <div className={classes.page}>
      <AssetHeader type={type} asset={asset} />
      <DescriptionPanel type={type} asset={asset} />
      <Tabs value={tab} onChange={open} keepMounted={false}>
        <Tabs.List mb="md">
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {wordsOf(each)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <Overview type={type} asset={asset} />
        </Tabs.Panel>
        {isService && (
          <Tabs.Panel value="ingestion">
            <ServiceIngestions type={type} asset={asset} />
          </Tabs.Panel>
        )}
        {isService && (
          <Tabs.Panel value="connection">
            <ServiceConnection type={type} asset={asset} />
          </Tabs.Panel>
        )}
        {hasLineage && (
          <Tabs.Panel value="lineage">
            <LineagePanel type={type} asset={asset} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="activity">
          <ActivityPanel type={type} asset={asset} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <VersionsPanel type={type} asset={asset} />
        </Tabs.Panel>
        <Tabs.Panel value="details">
          <div className={classes.page}>
            <CustomPropertiesPanel type={type} asset={asset}>
              <FactsList type={type} asset={asset} />
            </CustomPropertiesPanel>
          </div>
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}

function Overview({ type, asset }: { readonly type: string; readonly asset: Asset }) {
  const known = assetType(type)
  // Ingestions have a tab of their own.
  const children = known?.children.filter((child) => !isIngestion(child)) ?? []
  const vocabulary = vocabularyOf(type)
  // A family without words says so, whatever else it has.
  const isOneOfSeveral = children.length > 1 || (vocabulary ? vocabulary.item === type : gathersAssets(type))
  const links = known?.links.filter((link) => !vocabulary || !meaningLinks.has(link)) ?? []
  return (
    <div className={classes.page}>
      {vocabulary && <MeaningPanel type={type} asset={asset} />}
      {structuresOf(asset).map((structure) => (
        <PartsTable key={structure.title} structure={structure} />
      ))}
      {codesOf(asset).map(({ title, code }) => (
        <SqlText key={title} label={title} sql={code} />
      ))}
      {children.map((child) => (
        <AssetChildren
          key={child.type}
          {...child}
          fqn={asset.fullyQualifiedName}
          isOneOfSeveral={isOneOfSeveral}
        />
      ))}
      <GatheredAssets type={type} asset={asset} />
      {links.map((link) => {
        const references = referencesOf(asset, link)
        return (
          references.length > 0 && <LinkedAssets key={link} title={wordsOf(link)} references={references} />
        )
      })}
    </div>
  )
}
