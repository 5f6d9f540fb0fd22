/**
 * One column: name, type, keys, description edited in place, tags. Rows come and go by the dozen while somebody scrolls, so
 * they consist of plain elements; the editor is mounted when it is asked for.
 */

import {
  IconChevronDown,
  IconChevronRight,
  IconFingerprint,
  IconKey,
  IconLink,
  IconPencil,
} from '@tabler/icons-react'
import { memo } from 'react'
import { columnsTexts as texts } from '../../texts/columns.ts'
import { tableTexts } from '../../texts/table.ts'
import { MarkdownLine } from '../../ui/markdown-text.tsx'
import { refused } from '../../ui/refused.ts'
import { announceSaved } from '../../ui/saved-notice.tsx'
import type { Asset } from '../asset/asset.ts'
import { AssetLink } from '../asset/asset-link.tsx'
import { columnDescription } from '../asset/editable-text.ts'
import { TagList } from '../asset/tag-list.tsx'
import { useAssetChanges } from '../asset/use-asset-change.ts'
import { DescriptionEditor } from '../description/description-editor.tsx'
import { draftKey } from '../description/drafts.ts'
import type { ColumnRow } from './column-rows.ts'
import { type ColumnKeys, isNullable } from './keys.ts'
import classes from './schema-grid.module.css'

interface RowProps {
  readonly table: Asset
  readonly row: ColumnRow
  readonly keys: ColumnKeys
  readonly editing: boolean
  /** Why the description may not be changed. */
  readonly refusal: string | undefined
  readonly onEdit: (fqn: string | undefined) => void
  readonly onToggle: (fqn: string) => void
  readonly chosen: boolean
  readonly onChoose: (fqn: string, chosen: boolean) => void
}

/* biome-ignore-start lint/a11y/useSemanticElements: cells of a virtual list cannot stand in a table element */
export const ColumnRowView = memo(function ColumnRowView({
  table,
  row,
  keys,
  editing,
  refusal,
  onEdit,
  onToggle,
  chosen,
  onChoose,
}: RowProps) {
  const { column, depth } = row
  const nullable = isNullable(column, keys)
  return (
    <>
      <div role="cell" className={classes.name} style={{ paddingInlineStart: `${0.75 + depth * 1.1}rem` }}>
        <input
          type="checkbox"
          className={classes.choose}
          aria-label={texts.choose(column.name)}
          checked={chosen}
          onChange={(event) => onChoose(row.fqn, event.currentTarget.checked)}
        />
        {row.hasChildren && (
          <button
            type="button"
            className={classes.button}
            aria-expanded={row.open}
            aria-label={tableTexts.openOrClose(row.open, column.name)}
            onClick={() => onToggle(row.fqn)}
          >
            {row.open ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
          </button>
        )}
        <span className="mono">{column.name}</span>
      </div>
      <div role="cell" className={classes.type}>
        <code>{(column.dataTypeDisplay ?? column.dataType).toLowerCase()}</code>
        {nullable === false && <span className={classes.small}>{tableTexts.notNull}</span>}
      </div>
      <div role="cell" className={classes.keys}>
        <Keys keys={keys} />
      </div>
      <div role="cell" className={classes.description}>
        <Description table={table} row={row} editing={editing} refusal={refusal} onEdit={onEdit} />
      </div>
      <div role="cell">
        <TagList tags={column.tags} />
      </div>
    </>
  )
})
/* biome-ignore-end lint/a11y/useSemanticElements: see above */

function Keys({ keys }: { readonly keys: ColumnKeys }) {
  return (
    <>
      {keys.primary && (
        <span className={classes.key} title={tableTexts.primaryKey}>
          <IconKey size={14} aria-hidden /> <abbr title={tableTexts.primaryKey}>{tableTexts.pk}</abbr>
        </span>
      )}
      {keys.unique && (
        <span className={classes.key} title={tableTexts.unique}>
          <IconFingerprint size={14} aria-hidden /> <abbr title={tableTexts.unique}>{tableTexts.uk}</abbr>
        </span>
      )}
      {keys.targets.map((target) => (
        <span key={`${target.tableFqn}.${target.column}`} className={classes.key}>
          <IconLink size={14} aria-hidden /> <abbr title={tableTexts.foreignKey}>{tableTexts.fk}</abbr>{' '}
          <AssetLink type="table" fqn={target.tableFqn} search={{ column: target.column }}>
            {target.table}.{target.column}
          </AssetLink>
        </span>
      ))}
    </>
  )
}

type DescriptionProps = Pick<RowProps, 'table' | 'row' | 'editing' | 'refusal' | 'onEdit'>

function Description({ table, row, editing, refusal, onEdit }: DescriptionProps) {
  const { column, fqn } = row
  if (editing) return <Editor table={table} row={row} onEdit={onEdit} />
  return (
    <>
      {column.description ? (
        <span>
          <MarkdownLine source={column.description} />
        </span>
      ) : (
        <span className="dim">–</span>
      )}
      <button
        type="button"
        className={`${classes.button} ${classes.edit}`}
        aria-label={tableTexts.editDescriptionOf(column.name)}
        title={tableTexts.describeNamed(column.name)}
        onClick={() => onEdit(fqn)}
        {...refused(refusal)}
      >
        <IconPencil size={14} />
      </button>
    </>
  )
}

function Editor({ table, row, onEdit }: Omit<DescriptionProps, 'editing' | 'refusal'>) {
  const { column, fqn } = row
  const { saveText } = useAssetChanges('table', table.fullyQualifiedName)
  const field = columnDescription(fqn, column.name)
  const save = async (next: string, base: string): Promise<void> => {
    await saveText(field, next, base)
    announceSaved(tableTexts.descriptionOfSaved(column.name), () => saveText(field, base, next))
  }
  return (
    <DescriptionEditor
      compact
      label={tableTexts.descriptionOf(column.name)}
      value={column.description ?? ''}
      storageKey={draftKey('table', table.fullyQualifiedName, fqn)}
      onSave={save}
      onClose={() => onEdit(undefined)}
    />
  )
}
