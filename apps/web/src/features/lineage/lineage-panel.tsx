/** An asset's lineage: a graph that grows by the hop, or the same as a table with CSV. */

import { Button, Group, SegmentedControl, Switch } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { lineageTexts as texts } from '../../texts/lineage.ts'
import { download } from '../../ui/download.ts'
import { onDemand } from '../../ui/on-demand.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import type { Asset } from '../asset/asset.ts'
import { collapse, levels } from './collapse.ts'
import { EdgeDetails } from './edge-details.tsx'
import classes from './lineage.module.css'
import { type LineageEdge, nearest } from './lineage-graph.ts'
import { LineageRows } from './lineage-rows.tsx'
import { lineageCsv, lineageRows } from './lineage-table.ts'
import { nodeDomainsQuery } from './node-domains.ts'
import { useLayoutWorker } from './use-layout.ts'
import { useLineage } from './use-lineage.ts'

const LineageCanvas = onDemand(() => import('./lineage-canvas.tsx'), <div className={classes.canvas} />)

const route = getRouteApi('/shell/$type/$fqn')

/** More boxes than this help nobody, and take seconds to place; they are drawn only when asked for. */
const drawnUnasked = 150

export default function LineagePanel({ type, asset }: { readonly type: string; readonly asset: Asset }) {
  const { first, graph: whole, expand, reset, isGrown } = useLineage(type, asset.fullyQualifiedName)
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const show = useCallback(
    (change: typeof search) =>
      void navigate({ search: (now) => ({ ...now, ...change }), replace: true, resetScroll: false }),
    [navigate],
  )
  const showColumn = useCallback((column: string | undefined) => show({ column }), [show])
  const level = levels.find((one) => one === search.level) ?? 'asset'
  const ids = useMemo(() => [...(whole?.nodes.keys() ?? [])], [whole])
  const domains = useQuery({ ...nodeDomainsQuery(ids), enabled: level === 'domain' && ids.length > 0 })
  const graph = useMemo(
    () => (whole ? collapse(whole, level, domains.data) : undefined),
    [whole, level, domains.data],
  )
  const view = search.view === 'table' ? 'table' : 'graph'
  const withColumns = search.columns !== undefined
  const [all, setAll] = useState(false)
  const [edge, setEdge] = useState<LineageEdge>()
  const worker = useLayoutWorker()
  // What draws comes while the lineage itself is on its way.
  useEffect(() => LineageCanvas.load(), [])
  const rows = useMemo(() => (graph ? lineageRows(graph) : []), [graph])
  const visible = useMemo(
    () => (graph ? nearest(graph, all ? Number.POSITIVE_INFINITY : drawnUnasked) : new Set<string>()),
    [graph, all],
  )
  if (first.isPending) return <Loading rows={5} label={texts.theLineage} />
  if (first.isError) {
    return <Failure error={first.error} what={texts.lineageNotLoaded} onRetry={() => void first.refetch()} />
  }
  if (!graph || !whole || whole.edges.size === 0) {
    return (
      <Empty title={texts.noLineage}>
        {texts.comesFrom} <code>metadata lineage -c file.yaml</code>.
      </Empty>
    )
  }
  const hidden = graph.nodes.size - visible.size
  return (
    <section aria-label={texts.lineage}>
      <Group gap="md" mb="sm">
        <SegmentedControl
          size="xs"
          aria-label={texts.showAs}
          value={view}
          onChange={(next) => show({ view: next === 'table' ? next : undefined })}
          data={[
            { value: 'graph', label: texts.graph },
            { value: 'table', label: texts.table },
          ]}
        />
        <SegmentedControl
          size="xs"
          aria-label={texts.boxForEach}
          value={level}
          onChange={(next) => show({ level: next === 'asset' ? undefined : next })}
          data={[
            { value: 'asset', label: texts.asset },
            { value: 'schema', label: texts.schema },
            { value: 'service', label: texts.service },
            { value: 'domain', label: texts.domain },
          ]}
        />
        {view === 'graph' && level === 'asset' && (
          <Switch
            size="xs"
            label={texts.columns}
            checked={withColumns}
            onChange={(event) =>
              show({ columns: event.currentTarget.checked ? '1' : undefined, column: undefined })
            }
          />
        )}
        {isGrown && (
          <Button size="compact-xs" variant="default" onClick={reset}>
            {texts.backOneHop}
          </Button>
        )}
        {hidden > 0 && (
          <Button size="compact-xs" variant="default" onClick={() => setAll(true)}>
            {texts.drawAll(hidden)}
          </Button>
        )}
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconDownload size={14} />}
          onClick={() => download(`lineage-${asset.name}.csv`, lineageCsv(rows), 'text/csv;charset=utf-8')}
        >
          {texts.csv}
        </Button>
        <span className="dim" role="status">
          {counted(graph.nodes.size, 'box', 'boxes')}, {counted(graph.edges.size, 'edge', 'edges')}
        </span>
      </Group>
      {domains.isError && <Failure error={domains.error} what={texts.domainsNotLoaded} />}
      {view === 'table' ? (
        <LineageRows rows={rows} onOpen={setEdge} />
      ) : (
        <LineageCanvas
          worker={worker}
          graph={graph}
          visible={visible}
          withColumns={withColumns && level === 'asset'}
          column={withColumns ? search.column : undefined}
          onColumn={showColumn}
          onExpand={expand}
          onEdge={setEdge}
        />
      )}
      {edge && <EdgeDetails graph={graph} edge={edge} onClose={() => setEdge(undefined)} />}
    </section>
  )
}

function counted(count: number, one: string, several: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : several}`
}
