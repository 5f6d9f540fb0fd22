/** What stands in cells: lists with semicolons, references, tags, custom properties; and texts no spreadsheet runs. */
import { problem, type TagLabel } from '@waymark/spec'

/** Excel, LibreOffice and Google Sheets run such cells as formulas; the writer puts an apostrophe before them (OWASP). */
const guarded = /^'(?=[=+\-@\t\r])/

/** The text that was exported, without the apostrophe that kept it from being run. */
export function unguarded(cell: string): string {
  return cell.replace(guarded, '')
}

/** `a;"b;c"`: an item with a semicolon or quote is quoted, and its quotes are doubled. */
export function joinList(items: readonly string[]): string {
  return items.map((item) => (/[;"]/.test(item) ? `"${item.replaceAll('"', '""')}"` : item)).join(';')
}

/** @throws problem `import-invalid` on a quote that is never closed */
export function splitList(cell: string): string[] {
  const items: string[] = []
  const item = /\s*(?:"((?:[^"]|"")*)"|([^;]*))\s*(;|$)/y
  while (item.lastIndex < cell.length) {
    const match = item.exec(cell)
    if (!match) throw problem('import-invalid', { reason: `'${cell}' is no list: a quote is never closed.` })
    const text = match[1] === undefined ? (match[2] ?? '').trim() : match[1].replaceAll('""', '"')
    if (text !== '') items.push(text)
    if (match[3] !== ';') break
  }
  return items
}

/** References, from an entity's links: `user:jane;team:Finance`. */
export function typedReferences(value: unknown): string {
  const references = (value ?? []) as readonly {
    type: string
    fullyQualifiedName?: string
    inherited?: boolean
  }[] // links
  const own = references.filter(({ inherited }) => inherited !== true)
  return joinList(own.map(({ type, fullyQualifiedName }) => `${type}:${fullyQualifiedName ?? ''}`))
}

/** @throws problem `import-invalid` where an item is not `user:name` or `team:name` */
export function readTypedReferences(cell: string): { type: string; fullyQualifiedName: string }[] {
  return splitList(cell).map((item) => {
    const colon = item.indexOf(':')
    const [type, name] = [item.slice(0, colon).trim(), item.slice(colon + 1).trim()]
    if (colon > 0 && name !== '' && (type === 'user' || type === 'team'))
      return { type, fullyQualifiedName: name }
    throw problem('import-invalid', {
      reason: `'${item}' is neither a person nor a team: write user:name or team:name.`,
    })
  })
}

/** Names of references: `Finance;Sales`. */
export function referenceNames(value: unknown): string {
  const references = (value ?? []) as readonly { fullyQualifiedName?: string; inherited?: boolean }[] // links
  const own = references.filter(({ inherited }) => inherited !== true)
  return joinList(own.map(({ fullyQualifiedName }) => fullyQualifiedName ?? ''))
}

/** Which labels a column holds: tiers, other tags, or glossary terms. */
export type LabelKind = 'tier' | 'tag' | 'term'

function kindOf({ source, tagFQN }: TagLabel): LabelKind {
  if (source === 'Glossary') return 'term'
  return tagFQN.startsWith('Tier.') ? 'tier' : 'tag'
}

export function labelNames(value: unknown, kinds: readonly LabelKind[]): string {
  const labels = (value ?? []) as readonly TagLabel[] // tags, validated when they were stored
  return joinList(labels.filter((label) => kinds.includes(kindOf(label))).map(({ tagFQN }) => tagFQN))
}

export function readLabels(cell: string, kind: LabelKind): TagLabel[] {
  const source = kind === 'term' ? 'Glossary' : 'Classification'
  return splitList(cell).map((tagFQN) => ({ tagFQN, source, labelType: 'Manual', state: 'Confirmed' }))
}

/** @throws problem `import-invalid` */
export function readFlag(cell: string): boolean {
  if (/^(true|false)$/i.test(cell)) return cell.toLowerCase() === 'true'
  throw problem('import-invalid', { reason: `'${cell}' is neither true nor false.` })
}

/** Custom properties as JSON, as they are exported, or as `name:value;name:value` with texts and numbers. @throws `import-invalid` */
export function readExtension(cell: string): Record<string, unknown> {
  if (cell.trimStart().startsWith('{')) {
    try {
      return JSON.parse(cell) as Record<string, unknown> // an object by its first character; the engine checks the rest
    } catch {
      throw problem('import-invalid', { reason: 'extension is no JSON object.' })
    }
  }
  return Object.fromEntries(
    splitList(cell).map((item) => {
      const colon = item.indexOf(':')
      if (colon < 1)
        throw problem('import-invalid', { reason: `'${item}' is no custom property: write name:value.` })
      const value = item.slice(colon + 1)
      return [item.slice(0, colon), /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value]
    }),
  )
}
