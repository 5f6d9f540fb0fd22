/** The columns of a table on paper: all of them, and nothing to press. */
import { tableTexts as texts } from '../../texts/table.ts'
import { MarkdownLine } from '../../ui/markdown-text.tsx'
import assetClasses from '../asset/asset.module.css'
import type { ColumnRow } from './column-rows.ts'

export function PrintedColumns({ rows }: { readonly rows: readonly ColumnRow[] }) {
  return (
    <table className={assetClasses.rows}>
      <thead>
        <tr>
          <th>{texts.column}</th>
          <th>{texts.type}</th>
          <th>{texts.description}</th>
          <th>{texts.tags}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ column, fqn, depth }) => (
          <tr key={fqn}>
            <td>
              <span className={assetClasses.part} data-depth={Math.min(depth, 6)}>
                {column.name}
              </span>
            </td>
            <td>{(column.dataTypeDisplay ?? column.dataType).toLowerCase()}</td>
            <td>
              <MarkdownLine source={column.description ?? ''} />
            </td>
            <td>{column.tags?.map(({ tagFQN }) => tagFQN).join(', ')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
