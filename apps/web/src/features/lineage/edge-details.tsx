/** One edge in full: the SQL it was read from, the columns, who drew it. */

import { Modal } from '@mantine/core'
import { lineageTexts as texts } from '../../texts/lineage.ts'
import assetClasses from '../asset/asset.module.css'
import { titleOf } from '../asset/asset.ts'
import { AssetLink } from '../asset/asset-link.tsx'
import { columnPathIn } from '../asset/fqn-links.ts'
import { SqlText } from '../asset/sql-text.tsx'
import classes from './lineage.module.css'
import type { LineageEdge, LineageGraph } from './lineage-graph.ts'

interface EdgeProps {
  readonly graph: LineageGraph
  readonly edge: LineageEdge
  readonly onClose: () => void
}

export function EdgeDetails({ graph, edge, onClose }: EdgeProps) {
  const [from, to] = [graph.nodes.get(edge.from), graph.nodes.get(edge.to)]
  const columns = (edge.details.columnsLineage ?? []).filter(({ toColumn }) => toColumn)
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={`${from ? titleOf(from) : '?'} → ${to ? titleOf(to) : '?'}`}
      closeButtonProps={{ 'aria-label': texts.close }}
    >
      <p className={classes.ends}>
        {[from, to].map((node) =>
          node?.fullyQualifiedName ? (
            <AssetLink key={node.id} type={node.type} fqn={node.fullyQualifiedName}>
              {node.fullyQualifiedName}
            </AssetLink>
          ) : null,
        )}
      </p>
      <p className="dim">
        {texts.knownFrom} {edge.details.source ?? texts.unnamedSource}
        {edge.details.createdBy && texts.added(edge.details.createdBy)}
        {edge.details.pipeline && texts.written(titleOf(edge.details.pipeline))}
      </p>
      {edge.details.description && <p>{edge.details.description}</p>}
      {columns.length > 0 && (
        <table className={assetClasses.rows}>
          <thead>
            <tr>
              <th>{texts.fromColumns}</th>
              <th>{texts.toColumn}</th>
            </tr>
          </thead>
          <tbody>
            {columns.map(({ fromColumns, toColumn }) => (
              <tr key={toColumn}>
                <td>
                  <code>
                    {(fromColumns ?? [])
                      .map((column) => columnPathIn(from?.fullyQualifiedName ?? '', column))
                      .join(', ')}
                  </code>
                </td>
                <td>
                  <code>{columnPathIn(to?.fullyQualifiedName ?? '', toColumn ?? '')}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {edge.details.sqlQuery ? (
        <SqlText label={texts.sql} sql={edge.details.sqlQuery} />
      ) : (
        <p className="dim">{texts.noSql}</p>
      )}
    </Modal>
  )
}
