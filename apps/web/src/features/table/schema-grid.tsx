/** The columns of a table: only the rows in sight are drawn, so five thousand scroll like fifty. */

import { TextInput } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import {
  useCallback,
  useDeferredValue,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { columnsTexts as texts } from '../../texts/columns.ts'
import { tableTexts } from '../../texts/table.ts'
import { usePrinting } from '../../ui/printing.ts'
import { Empty } from '../../ui/states.tsx'
import type { Asset, TableAsset } from '../asset/asset.ts'
import { draftedColumn } from '../description/drafts.ts'
import { useRefusal } from '../session/use-refusal.ts'
import { BulkBar } from './bulk-bar.tsx'
import { ColumnRowView } from './column-row.tsx'
import { columnRows, countColumns } from './column-rows.ts'
import { keysByColumn, keysOf } from './keys.ts'
import { PrintedColumns } from './printed-columns.tsx'
import classes from './schema-grid.module.css'

interface GridProps {
  readonly table: TableAsset
  /** Column to bring into sight, by name. */
  readonly focus?: string | undefined
}

const heads = [
  tableTexts.column,
  tableTexts.type,
  tableTexts.keys,
  tableTexts.description,
  tableTexts.tags,
] as const

export default function SchemaGrid({ table, focus }: GridProps) {
  const asset = table as unknown as Asset // the members that all assets share
  const [filter, setFilter] = useState('')
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [editing, setEditing] = useState(() =>
    draftedColumn(sessionStorage, 'table', table.fullyQualifiedName),
  )
  const refusal = useRefusal('table', asset)
  const mayNotDescribe = refusal('EditDescription')
  const wanted = useDeferredValue(filter)
  const keys = useMemo(() => keysByColumn(table.tableConstraints), [table.tableConstraints])
  const rows = useMemo(() => columnRows(table.columns, wanted, closed), [table.columns, wanted, closed])
  const total = useMemo(() => countColumns(table.columns), [table.columns])
  const list = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), [])
  const printing = usePrinting()
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 42,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => rows[index]?.fqn ?? index,
  })
  const reveal = useEffectEvent((name: string) => {
    const index = rows.findIndex(({ column }) => column.name === name)
    if (index >= 0) virtual.scrollToIndex(index, { align: 'center' })
  })
  useEffect(() => {
    if (focus !== undefined) reveal(focus)
  }, [focus])

  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const choose = useCallback(
    (fqn: string, isChosen: boolean) =>
      setChosen((before) => {
        const next = new Set(before)
        if (isChosen) next.add(fqn)
        else next.delete(fqn)
        return next
      }),
    [],
  )
  const chosenHere = rows.filter(({ fqn }) => chosen.has(fqn)).length
  const toggle = useCallback(
    (fqn: string) =>
      setClosed((before) => {
        const next = new Set(before)
        if (!next.delete(fqn)) next.add(fqn)
        return next
      }),
    [],
  )
  if (printing) {
    return (
      <section aria-label={tableTexts.columns}>
        <PrintedColumns rows={rows} />
      </section>
    )
  }
  return (
    <section aria-label={tableTexts.columns}>
      <div className={classes.bar}>
        <TextInput
          aria-label={tableTexts.filterColumns}
          placeholder={tableTexts.filterHint}
          leftSection={<IconFilter size={15} />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
          className={classes.filter}
        />
        <span className="dim" role="status">
          {wanted === ''
            ? tableTexts.countColumns(total.toLocaleString('en'))
            : tableTexts.shownOfColumns(rows.length.toLocaleString('en'), total.toLocaleString('en'))}
        </span>
      </div>
      {chosen.size > 0 && (
        <BulkBar table={asset} chosen={chosen} refusal={refusal} onClear={() => setChosen(new Set())} />
      )}
      {rows.length === 0 ? (
        <Empty title={total === 0 ? tableTexts.noColumns : tableTexts.noneMatches}>
          {total > 0 && tableTexts.noneMatchesHint}
        </Empty>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: rows of a virtual list cannot stand in a table element
        <div
          role="table"
          aria-rowcount={rows.length + 1}
          aria-label={tableTexts.columns}
          className={classes.grid}
          ref={list}
        >
          {/* biome-ignore lint/a11y/useSemanticElements: as above */}
          {/* biome-ignore lint/a11y/useFocusableInteractive: a heading row takes no focus */}
          <div role="row" aria-rowindex={1} className={`${classes.row} ${classes.heads}`}>
            {heads.map((head) => (
              // biome-ignore lint/a11y/useSemanticElements: as above
              // biome-ignore lint/a11y/useFocusableInteractive: as above
              <div role="columnheader" key={head}>
                {head === tableTexts.column && (
                  <input
                    type="checkbox"
                    className={classes.choose}
                    aria-label={texts.chooseAll}
                    checked={chosenHere === rows.length}
                    ref={(box) => {
                      if (box) box.indeterminate = chosenHere > 0 && chosenHere < rows.length
                    }}
                    onChange={(event) =>
                      setChosen(new Set(event.currentTarget.checked ? rows.map(({ fqn }) => fqn) : []))
                    }
                  />
                )}
                {head}
              </div>
            ))}
          </div>
          {/* biome-ignore lint/a11y/useSemanticElements: as above */}
          <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index]
              if (!row) return null
              return (
                // biome-ignore lint/a11y/useSemanticElements: as above
                // biome-ignore lint/a11y/useFocusableInteractive: the links and buttons inside take focus
                <div
                  key={item.key}
                  role="row"
                  aria-rowindex={item.index + 2}
                  data-index={item.index}
                  ref={virtual.measureElement}
                  className={row.column.name === focus ? `${classes.row} ${classes.focused}` : classes.row}
                  style={{ transform: `translateY(${item.start - top}px)` }}
                >
                  <ColumnRowView
                    table={asset}
                    row={row}
                    keys={keysOf(row.column, keys)}
                    editing={editing === row.fqn}
                    refusal={mayNotDescribe}
                    onEdit={setEditing}
                    onToggle={toggle}
                    chosen={chosen.has(row.fqn)}
                    onChoose={choose}
                  />
                </div>
              )
            })}
          </div>
        </div>
      )}
    </section>
  )
}
