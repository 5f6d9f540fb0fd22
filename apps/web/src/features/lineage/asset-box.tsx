/** One asset in the lineage graph: its name, its columns on demand, a button on each side that is not open yet. */

import type { EntityReference } from '@waymark/spec'
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import { lineageTexts as texts } from '../../texts/lineage.ts'
import { titleOf, typeLabel } from '../asset/asset.ts'
import { AssetIcon } from '../asset/asset-icon.tsx'
import { AssetLink } from '../asset/asset-link.tsx'
import { columnPathIn } from '../asset/fqn-links.ts'
import classes from './lineage.module.css'
import type { LineageGraph, Side } from './lineage-graph.ts'

export interface BoxData extends Record<string, unknown> {
  readonly reference: EntityReference
  readonly isRoot: boolean
  readonly columns: readonly string[]
  readonly focusedColumn: string | undefined
  readonly flow: ReadonlySet<string> | undefined
  readonly unopened: Readonly<Record<Side, boolean>>
  readonly onExpand: (side: Side) => void
  readonly onColumn: (column: string) => void
}

export const boxWidth = 230
const headHeight = 58
const rowHeight = 24

export function boxHeight(columns: number): number {
  return headHeight + (columns === 0 ? 0 : columns * rowHeight + 8)
}

/** Whether a side of a node was never asked for: the button then offers it. */
export function hasUnopened(graph: LineageGraph, id: string, side: Side): boolean {
  return !graph.opened[side].has(id)
}

export function AssetBox({ data }: NodeProps<Node<BoxData>>) {
  const { reference, isRoot, columns, focusedColumn, flow, unopened, onExpand, onColumn } = data
  const fqn = reference.fullyQualifiedName ?? ''
  const path = fqn.split('.').slice(0, -1).join('.')
  const faded = flow !== undefined && columns.length > 0 && !columns.some((column) => flow.has(column))
  const names = [
    classes.box,
    isRoot && classes.root,
    faded && classes.fadedBox,
    reference.deleted && classes.deleted,
  ]
  return (
    <div className={names.filter(Boolean).join(' ')} style={{ width: boxWidth }}>
      <Handle type="target" position={Position.Left} isConnectable={false} className={classes.handle ?? ''} />
      <Handle
        type="source"
        position={Position.Right}
        isConnectable={false}
        className={classes.handle ?? ''}
      />
      {unopened.upstream && <Expand side="upstream" name={titleOf(reference)} onExpand={onExpand} />}
      <div className={classes.boxHead} style={{ height: headHeight }}>
        <AssetIcon type={reference.type} size={16} />
        <div>
          <AssetLink type={reference.type} fqn={fqn} search={{ tab: 'lineage' }} className={classes.boxName}>
            {titleOf(reference)}
          </AssetLink>
          <div className={classes.boxPath} title={fqn}>
            {path || typeLabel(reference.type)}
          </div>
        </div>
      </div>
      {columns.length > 0 && (
        <ul className={`${classes.boxColumns} nodrag`}>
          {columns.map((column) => (
            <li key={column} style={{ height: rowHeight }}>
              <Handle
                id={column}
                type="target"
                position={Position.Left}
                isConnectable={false}
                className={classes.handle ?? ''}
              />
              <button
                type="button"
                aria-pressed={column === focusedColumn}
                className={flow?.has(column) ? classes.flowingColumn : undefined}
                onClick={() => onColumn(column)}
              >
                {columnPathIn(fqn, column)}
              </button>
              <Handle
                id={column}
                type="source"
                position={Position.Right}
                isConnectable={false}
                className={classes.handle ?? ''}
              />
            </li>
          ))}
        </ul>
      )}
      {unopened.downstream && <Expand side="downstream" name={titleOf(reference)} onExpand={onExpand} />}
    </div>
  )
}

interface ExpandProps {
  readonly side: Side
  readonly name: string
  readonly onExpand: (side: Side) => void
}

function Expand({ side, name, onExpand }: ExpandProps) {
  return (
    <button
      type="button"
      className={`${classes.expand} ${side === 'upstream' ? classes.left : classes.right} nodrag`}
      aria-label={texts.showSideOf(side, name)}
      title={texts.showSide(side)}
      onClick={() => onExpand(side)}
    >
      +
    </button>
  )
}
