/** The lineage as a table: everything the graph says, for readers and screen readers alike. */

import { Anchor } from '@mantine/core'
import { lineageTexts as texts } from '../../texts/lineage.ts'
import classes from '../asset/asset.module.css'
import type { LineageEdge } from './lineage-graph.ts'
import type { LineageRow } from './lineage-table.ts'

interface RowsProps {
  readonly rows: readonly LineageRow[]
  readonly onOpen: (edge: LineageEdge) => void
}

const most = 2_000

export function LineageRows({ rows, onOpen }: RowsProps) {
  return (
    <>
      <table className={classes.rows}>
        <thead>
          <tr>
            <th>{texts.from}</th>
            <th>{texts.columns}</th>
            <th>{texts.to}</th>
            <th>{texts.column}</th>
            <th>{texts.knownFrom}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, most).map((row) => (
            <tr key={row.key}>
              <td>{row.from}</td>
              <td>
                <code>{row.fromColumns}</code>
              </td>
              <td>{row.to}</td>
              <td>
                <code>{row.toColumn}</code>
              </td>
              <td>
                <Anchor component="button" type="button" size="sm" onClick={() => onOpen(row.edge)}>
                  {row.source || texts.details}
                </Anchor>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > most && <p className="dim">{texts.firstRows(most, rows.length)}</p>}
    </>
  )
}
