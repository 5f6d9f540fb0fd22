/** The tabs that people, teams, roles and policies share below what is their own: what happened, and earlier versions. */
import { Tabs } from '@mantine/core'
import type { ReactNode } from 'react'
import { accessTexts } from '../../texts/access.ts'
import { onDemand } from '../../ui/on-demand.tsx'
import { Loading } from '../../ui/states.tsx'
import type { Asset } from '../asset/asset.ts'

const VersionsPanel = onDemand(
  () => import('../versions/versions-panel.tsx'),
  <Loading rows={6} label={accessTexts.tabs.versions} />,
)

interface HistoryTabsProps {
  readonly type: string
  readonly asset: Asset
  /** What stands before the versions, first what opens. */
  readonly tabs?: readonly { readonly title: string; readonly panel: ReactNode }[]
}

export function HistoryTabs({ type, asset, tabs = [] }: HistoryTabsProps) {
  const all = [
    ...tabs,
    { title: accessTexts.tabs.versions, panel: <VersionsPanel type={type} asset={asset} /> },
  ]
  return (
    <Tabs defaultValue={tabs[0]?.title ?? null} keepMounted={false}>
      <Tabs.List mb="md">
        {all.map(({ title }) => (
          <Tabs.Tab key={title} value={title}>
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {all.map(({ title, panel }) => (
        <Tabs.Panel key={title} value={title}>
          {panel}
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
