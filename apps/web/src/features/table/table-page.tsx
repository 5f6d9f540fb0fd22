/** A table's page: head, description, and tabs whose choice stands in the URL. */

import { Tabs } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { tableTexts as texts } from '../../texts/table.ts'
import { onDemand } from '../../ui/on-demand.tsx'
import { useShortcuts } from '../../ui/shortcuts.ts'
import { Loading } from '../../ui/states.tsx'
import classes from '../asset/asset.module.css'
import type { Asset, TableAsset } from '../asset/asset.ts'
import { AssetHeader } from '../asset/asset-header.tsx'
import { CustomPropertiesPanel } from '../asset/custom-properties-panel.tsx'
import { SqlText } from '../asset/sql-text.tsx'
import { DescriptionPanel } from '../description/description-panel.tsx'
import { TableDetails } from './table-details.tsx'

const waiting = <Loading rows={8} label={texts.thisTab} />
const SchemaGrid = onDemand(() => import('./schema-grid.tsx'), waiting)
const LineagePanel = onDemand(() => import('../lineage/lineage-panel.tsx'), waiting)
const ActivityPanel = onDemand(() => import('../activity/activity-panel.tsx'), waiting)
const TableQuality = onDemand(() => import('../quality/table-quality.tsx'), waiting)
const VersionsPanel = onDemand(() => import('../versions/versions-panel.tsx'), waiting)

const route = getRouteApi('/shell/$type/$fqn')

export default function TablePage({ asset }: { readonly asset: Asset }) {
  const table = asset as unknown as TableAsset // it was read from the tables' collection
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const definition = table.schemaDefinition
  const tabs = [
    ...['schema', 'lineage', 'quality'],
    ...(definition ? ['definition'] : []),
    ...['activity', 'versions', 'details'],
  ]
  const tab = tabs.includes(search.tab ?? '') ? (search.tab ?? 'schema') : 'schema'
  const open = (next: string | null | undefined): void => {
    if (next) void navigate({ search: next === 'schema' ? {} : { tab: next }, resetScroll: false })
  }
  const step = (by: number): void => open(tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length])
  useShortcuts({ l: () => open('lineage'), '[': () => step(-1), ']': () => step(1) })
  return (
    <div className={classes.page}>
      <AssetHeader type="table" asset={asset} />
      <DescriptionPanel type="table" asset={asset} />
      <Tabs value={tab} onChange={open} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="schema">{texts.schema}</Tabs.Tab>
          <Tabs.Tab value="lineage">{texts.lineage}</Tabs.Tab>
          <Tabs.Tab value="quality">{texts.quality}</Tabs.Tab>
          {definition && <Tabs.Tab value="definition">{texts.definition}</Tabs.Tab>}
          <Tabs.Tab value="activity">{texts.activity}</Tabs.Tab>
          <Tabs.Tab value="versions">{texts.versions}</Tabs.Tab>
          <Tabs.Tab value="details">{texts.details}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="schema">
          <SchemaGrid table={table} focus={search.column} />
        </Tabs.Panel>
        <Tabs.Panel value="lineage">
          <LineagePanel type="table" asset={asset} />
        </Tabs.Panel>
        <Tabs.Panel value="quality">
          <TableQuality fqn={table.fullyQualifiedName} />
        </Tabs.Panel>
        {definition && (
          <Tabs.Panel value="definition">
            <SqlText label={texts.sqlDefinition} sql={definition} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="activity">
          <ActivityPanel type="table" asset={asset} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <VersionsPanel type="table" asset={asset} />
        </Tabs.Panel>
        <Tabs.Panel value="details">
          <div className={classes.page}>
            <CustomPropertiesPanel type="table" asset={asset}>
              <TableDetails table={table} />
            </CustomPropertiesPanel>
          </div>
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}
