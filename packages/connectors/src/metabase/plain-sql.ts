/** Metabase's SQL with template tags, as the statement that runs when nobody has filled in a filter. */
import { text } from '../json-values.ts'
import type { TemplatedSql } from './query-sources.ts'

/** Another card stands in SQL like a table of this name. */
const cardTable = /^metabase_card_(\d+)$/i

/** The card that a table of a plain statement stands for. */
export function cardOfTable(name: string): string | undefined {
  return cardTable.exec(name)?.[1]
}

interface PlainSql {
  readonly sql: string
  /** Tags whose text is only known when the query runs, as they are written. */
  readonly unknown: readonly string[]
}

/** Snippets hold snippets; a ring of them ends here. */
const deepestSnippet = 10

/**
 * Optional clauses (`[[…]]`) are left out, as Metabase does; variables become values of their type, field filters a condition
 * that holds, cards tables. https://www.metabase.com/docs/latest/questions/native-editor/sql-parameters
 *
 * @param snippets - text of snippets by name
 */
export function plainSql({ sql, tags }: TemplatedSql, snippets: ReadonlyMap<string, string>): PlainSql {
  const unknown: string[] = []

  function withoutTags(part: string, depth: number): string {
    return part
      .replace(/\[\[(?:(?!\]\])[\s\S])*\]\]/g, ' ')
      .replace(/\{\{\s*((?:(?!\}\})[\s\S])*?)\s*\}\}/g, (written, name: string) => {
        const snippet = /^snippet:\s*(.+)$/s.exec(name)?.[1]
        const content = snippet === undefined ? undefined : snippets.get(snippet)
        if (content !== undefined && depth < deepestSnippet) return withoutTags(content, depth + 1)
        const card = /^#(\d+)(?:-.*)?$/s.exec(name)?.[1]
        if (card !== undefined) return `metabase_card_${card}`
        const value = /^[\w.]+$/.test(name) ? exampleOf(text(tags.get(name)?.type)) : undefined
        if (value === undefined) unknown.push(written)
        return value ?? written
      })
  }

  return { sql: withoutTags(sql, 0), unknown }
}

function exampleOf(type: string | undefined): string | undefined {
  if (type === 'dimension') return '1 = 1'
  if (type === 'number') return '1'
  if (type === 'date') return "'2000-01-01'"
  if (type === 'boolean') return 'true'
  return type === 'text' || type === undefined ? "'text'" : undefined
}
