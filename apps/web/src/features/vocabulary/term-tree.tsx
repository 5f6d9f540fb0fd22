/** The words of a family as a tree: walked by arrow keys, moved by dragging or by cut and paste. */
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type DragEvent, type KeyboardEvent, type MouseEvent, useId, useMemo, useState } from 'react'
import { vocabularyTexts as texts } from '../../texts/vocabulary.ts'
import { titleOf } from '../asset/asset.ts'
import { idsAbove, mayMove, rowAfterKey, rowsOf, type TreeRow, termsBelow } from './tree.ts'
import classes from './vocabulary.module.css'
import type { Term, Vocabulary } from './vocabulary.ts'

interface TreeProps {
  readonly vocabulary: Vocabulary
  readonly family: { readonly fqn: string; readonly title: string }
  readonly terms: readonly Term[]
  /** Fully qualified name of what the page is about. */
  readonly shown: string
  /** What is being moved by keyboard or by clicks. */
  readonly moving: Term | undefined
  readonly onCut: (term: Term | undefined) => void
  /** `to` undefined: directly into the family. */
  readonly onMove: (term: Term, to: Term | undefined) => void
  readonly onRename: (term: Term | undefined) => void
}

/** Small families stand open: there is nothing to be gained by closing them. */
const openByDefault = 40

export function TermTree(props: TreeProps) {
  const { vocabulary, family, terms, shown, moving, onCut, onMove, onRename } = props
  const prefix = useId()
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map())
  const [focused, setFocused] = useState<string>()
  const [dragged, setDragged] = useState<Term>()
  const [over, setOver] = useState<string>()
  const below = useMemo(() => termsBelow(terms), [terms])
  const current = terms.find(({ fullyQualifiedName }) => fullyQualifiedName === shown)
  const rows = useMemo(() => {
    const above = new Set(current ? idsAbove(terms, current.id) : [])
    const isOpen = (id: string): boolean =>
      toggled.get(id) ?? (terms.length <= openByDefault || above.has(id))
    return rowsOf(below, new Set(terms.map(({ id }) => id).filter(isOpen)))
  }, [below, terms, toggled, current])

  const elementId = (term: Term | undefined): string => `${prefix}${term?.id ?? 'family'}`
  const focus = (term: Term | undefined): void => {
    setFocused(term?.id ?? '')
    document.getElementById(elementId(term))?.focus()
  }
  const toggle = (id: string, open: boolean): void => setToggled(new Map(toggled).set(id, open))
  const drop = (term: Term, to: Term | undefined): void => {
    setDragged(undefined)
    setOver(undefined)
    onMove(term, to)
  }
  const onKeyDown = (event: KeyboardEvent, at: number): void => {
    const row = rows[at]
    const isCommand = event.ctrlKey || event.metaKey
    if (isCommand && event.key === 'x' && row) onCut(row.term)
    else if (isCommand && event.key === 'v' && moving) drop(moving, row?.term)
    else if (event.key === 'Escape' && moving) onCut(undefined)
    else if (event.key === 'F2') onRename(row?.term)
    else if (event.key === 'ArrowRight' && row?.isOpen === false) toggle(row.term.id, true)
    else if (event.key === 'ArrowRight') focus((row?.isOpen === undefined && row ? row : rows[at + 1])?.term)
    else if (event.key === 'ArrowLeft' && row?.isOpen) toggle(row.term.id, false)
    else {
      const next = isCommand ? undefined : rowAfterKey(rows, at, event.key)
      if (next === undefined) return
      focus(rows[next]?.term)
    }
    event.preventDefault()
  }
  const place = (term: Term | undefined, at: number) => {
    const key = term?.id ?? ''
    const target = dragged ?? moving
    const allows = target !== undefined && mayMove(terms, target.id, term?.id)
    const isCurrent = term ? term.id === current?.id : family.fqn === shown
    return {
      id: elementId(term),
      role: 'treeitem' as const,
      tabIndex: (focused ?? current?.id ?? '') === key ? 0 : -1,
      'aria-selected': isCurrent,
      ...(isCurrent ? { 'aria-current': 'page' as const } : {}),
      'data-over': over === key && allows,
      'data-refuses': target !== undefined && !allows,
      onFocus: () => setFocused(key),
      onKeyDown: (event: KeyboardEvent) => onKeyDown(event, at),
      onClick: (event: MouseEvent) => {
        if (!moving) return
        event.preventDefault()
        drop(moving, term)
      },
      onDragOver: (event: DragEvent) => {
        setOver(key)
        if (allows) event.preventDefault()
      },
      onDrop: (event: DragEvent) => {
        event.preventDefault()
        if (dragged && allows) drop(dragged, term)
      },
    }
  }
  return (
    <div role="tree" aria-label={texts.treeOf(family.title)} className={classes.tree}>
      <Link
        to="/$type/$fqn"
        params={{ type: vocabulary.family, fqn: family.fqn }}
        search={{}}
        aria-level={1}
        aria-expanded={rows.length > 0}
        className={`${classes.row} ${classes.family}`}
        draggable={false}
        {...place(undefined, -1)}
      >
        <span className={classes.word}>{family.title}</span>
      </Link>
      {rows.map((row, at) => (
        <Link
          key={row.term.id}
          to="/$type/$fqn"
          params={{ type: vocabulary.item, fqn: row.term.fullyQualifiedName }}
          search={{}}
          aria-level={row.depth + 1}
          aria-posinset={row.position}
          aria-setsize={row.siblings}
          {...(row.isOpen === undefined ? {} : { 'aria-expanded': row.isOpen })}
          className={classes.row}
          style={{ paddingInlineStart: `${row.depth * 0.9}rem` }}
          data-cut={moving?.id === row.term.id}
          draggable
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = 'move'
            setDragged(row.term)
          }}
          onDragEnd={() => {
            setDragged(undefined)
            setOver(undefined)
          }}
          {...place(row.term, at)}
        >
          <RowContent row={row} onToggle={toggle} />
        </Link>
      ))}
    </div>
  )
}

interface RowContentProps {
  readonly row: TreeRow
  readonly onToggle: (id: string, open: boolean) => void
}

function RowContent({ row: { term, isOpen }, onToggle }: RowContentProps) {
  const Chevron = isOpen ? IconChevronDown : IconChevronRight
  const status = term.disabled ? texts.disabled : term.entityStatus
  const isUsual = status === undefined || status === 'Approved' || status === 'Unprocessed'
  return (
    <>
      {/* Arrow keys do the same for those without a pointer. */}
      <span
        aria-hidden
        className={classes.chevron}
        onClick={(event) => {
          if (isOpen === undefined) return
          event.preventDefault()
          event.stopPropagation()
          onToggle(term.id, !isOpen)
        }}
      >
        {isOpen !== undefined && <Chevron size={14} />}
      </span>
      <span className={classes.word}>{titleOf(term)}</span>
      {!isUsual && <span className={classes.status}>{status}</span>}
    </>
  )
}
