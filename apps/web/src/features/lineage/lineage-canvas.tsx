/** The lineage drawn: boxes that open on either side, columns on demand, the flow of one column in focus. */

import { useMediaQuery } from '@mantine/hooks'
import {
  Background,
  Controls,
  type Edge,
  type FitViewOptions,
  MarkerType,
  type Node,
  type NodeTypes,
  ReactFlow,
  useNodesInitialized,
  useReactFlow,
} from '@xyflow/react'
import { lineageTexts as texts } from '../../texts/lineage.ts'
import '@xyflow/react/dist/base.css'
import { ReactFlowProvider } from '@xyflow/react'
import { useEffect, useMemo, useState } from 'react'
import { AssetBox, type BoxData, boxHeight, boxWidth, hasUnopened } from './asset-box.tsx'
import classes from './lineage.module.css'
import { columnFlow, columnsByNode, type LineageEdge, type LineageGraph, type Side } from './lineage-graph.ts'
import { useLayout } from './use-layout.ts'

interface CanvasProps {
  /** Places the boxes. */
  readonly worker: Worker | undefined
  readonly graph: LineageGraph
  readonly visible: ReadonlySet<string>
  readonly withColumns: boolean
  /** Whose flow alone is of interest, by its fully qualified name. */
  readonly column: string | undefined
  readonly onColumn: (column: string | undefined) => void
  readonly onExpand: (node: { type: string; fullyQualifiedName?: string }, side: Side) => void
  readonly onEdge: (edge: LineageEdge) => void
}

const nodeTypes: NodeTypes = { asset: AssetBox }
const noColumns: readonly string[] = []
/** Not even two boxes side by side can be read here. */
const narrowScreen = '(max-width: 40em)'

export default function LineageCanvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  )
}

function Canvas(props: CanvasProps) {
  const { worker, graph, visible, withColumns, column, onColumn, onExpand, onEdge } = props
  const columns = useMemo(
    () => (withColumns ? columnsByNode(graph, visible) : new Map<string, readonly string[]>()),
    [graph, visible, withColumns],
  )
  const [opened, setOpened] = useState(graph.rootId)
  const isNarrow = useMediaQuery(narrowScreen, undefined, { getInitialValueInEffect: false })
  const fit = useMemo(
    () => fitOf(isNarrow && (visible.has(opened) ? opened : graph.rootId)),
    [isNarrow, visible, opened, graph.rootId],
  )
  const flow = useMemo(() => (column === undefined ? undefined : columnFlow(graph, column)), [graph, column])
  const shownEdges = useMemo(
    () => [...graph.edges.values()].filter(({ from, to }) => visible.has(from) && visible.has(to)),
    [graph, visible],
  )
  const positions = useLayout(
    worker,
    useMemo(
      () => ({
        nodes: [...visible].map((id) => ({
          id,
          width: boxWidth,
          height: boxHeight(columns.get(id)?.length ?? 0),
        })),
        edges: shownEdges.map(({ from, to }) => ({ from, to })),
      }),
      [visible, columns, shownEdges],
    ),
  )
  const nodes = useMemo(
    () =>
      [...visible].flatMap((id): Node<BoxData>[] => {
        const reference = graph.nodes.get(id)
        const position = positions?.[id]
        if (!reference || !position) return []
        const data: BoxData = {
          reference,
          isRoot: id === graph.rootId,
          columns: columns.get(id) ?? noColumns,
          focusedColumn: column,
          flow,
          unopened: {
            upstream: hasUnopened(graph, id, 'upstream'),
            downstream: hasUnopened(graph, id, 'downstream'),
          },
          onExpand: (side) => {
            setOpened(id)
            onExpand(reference, side)
          },
          onColumn: (chosen) => onColumn(chosen === column ? undefined : chosen),
        }
        return [{ id, type: 'asset', position, data, draggable: false, connectable: false }]
      }),
    [graph, visible, positions, columns, column, flow, onColumn, onExpand],
  )
  const edges = useMemo(
    () =>
      withColumns
        ? shownEdges.flatMap((edge) => columnEdges(edge, flow))
        : shownEdges.map((edge) => assetEdge(edge, flow)),
    [shownEdges, withColumns, flow],
  )
  return (
    <div className={classes.canvas}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        minZoom={0.15}
        maxZoom={1.6}
        nodesConnectable={false}
        edgesFocusable
        onEdgeClick={(_event, { id }) => {
          const edge = graph.edges.get(id.split(' ')[0] ?? '')
          if (edge) onEdge(edge)
        }}
        proOptions={{ hideAttribution: true }}
        fitView
        fitViewOptions={fit}
      >
        <Background gap={22} />
        <Controls showInteractive={false} />
        <FitOnGrowth count={nodes.length} columns={withColumns} fit={fit} />
      </ReactFlow>
    </div>
  )
}

/** Everything; on a narrow screen one box that can be read, from which the others are reached by dragging. */
function fitOf(id: string | false): FitViewOptions {
  return {
    padding: 0.12,
    ...(id === false ? { maxZoom: 1 } : { minZoom: 0.8, maxZoom: 0.9, nodes: [{ id }] }),
  }
}

interface FitProps {
  readonly count: number
  readonly columns: boolean
  readonly fit: FitViewOptions
}

function FitOnGrowth({ count, columns, fit }: FitProps) {
  const { fitView } = useReactFlow()
  const ready = useNodesInitialized()
  // biome-ignore lint/correctness/useExhaustiveDependencies: fits again when boxes were added or grew, not on every render
  useEffect(() => {
    if (ready) void fitView(fit)
  }, [ready, count, columns, fit, fitView])
  return null
}

function assetEdge(edge: LineageEdge, flow: ReadonlySet<string> | undefined): Edge {
  const carries = (edge.details.columnsLineage ?? []).some(({ toColumn }) => toColumn && flow?.has(toColumn))
  return {
    id: edge.key,
    source: edge.from,
    target: edge.to,
    markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16 },
    className: flow && !carries ? `${classes.edge} ${classes.faded}` : (classes.edge ?? ''),
    ariaLabel: texts.edgeHint,
  }
}

/** Lines between columns where they are known, else one between the boxes. */
function columnEdges(edge: LineageEdge, flow: ReadonlySet<string> | undefined): Edge[] {
  const pairs = (edge.details.columnsLineage ?? []).flatMap(({ fromColumns, toColumn }) =>
    toColumn ? (fromColumns ?? []).map((from) => ({ from, to: toColumn })) : [],
  )
  if (pairs.length === 0) return [assetEdge(edge, flow)]
  return pairs.map(({ from, to }, index) => {
    const inFlow = flow === undefined || (flow.has(from) && flow.has(to))
    const names = [classes.edge, flow && (inFlow ? classes.flowing : classes.faded)]
    return {
      id: `${edge.key} ${index}`,
      source: edge.from,
      sourceHandle: from,
      target: edge.to,
      targetHandle: to,
      className: names.filter(Boolean).join(' '),
      ariaLabel: texts.openEdge(from, to),
    }
  })
}
