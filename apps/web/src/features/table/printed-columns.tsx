/** The columns of a table on paper: all of them, and nothing to press. */
import { MarkdownLine } from '../../ui/markdown-text.tsx'
import assetClasses from '../asset/asset.module.css'
import type { ColumnRow } from './column-rows.ts'

export function PrintedColumns({ rows }: { readonly rows: readonly ColumnRow[] }) {
  return (
    <table className={assetClasses.rows}>
      <thead>
        <tr>
          <th>Column</th>
          <th>Type</th>
          <th>Description</th>
          <th>Tags</th>
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
