/** Reads YAML or JSON text and remembers where each key stands. */
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { WorkflowProblem } from './workflow-problem.ts'

export type Path = readonly (string | number)[]

/** One text value, as it stands in the file. */
export interface TextValue {
  readonly path: Path
  readonly text: string
  /** Not in quotes: after substitution it may become a number or a boolean. */
  readonly plain: boolean
}

export interface WorkflowDocument {
  readonly problems: readonly WorkflowProblem[]
  /** The plain value, each text value passed through `replace`. */
  value(replace: (value: TextValue) => unknown): unknown
  /** Line and column of the key (or list item) at `path`, or of its nearest parent that exists. */
  locate(path: Path): { readonly line: number; readonly column: number }
}

/** Protects against files that expand to gigabytes ("billion laughs"). */
const maxAliasCount = 100

/** JSON is read as the subset of YAML that it is. Values that YAML would guess to be dates stay text. */
export function readWorkflowDocument(text: string): WorkflowDocument {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' })
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  // After the first place where the text is no YAML, the rest is misread: what follows it there would lead astray.
  const first = document.errors.findIndex(({ code }) => code !== 'DUPLICATE_KEY')
  const telling = first < 0 ? document.errors : document.errors.slice(0, first + 1)
  const problems: WorkflowProblem[] = telling.map((error) => ({
    severity: 'error',
    ...at(error.pos[0]),
    key: '',
    message: wording(error.code, error.message),
  }))

  return {
    problems,
    value: (replace) =>
      document.contents ? plainValue(document.contents, [], replace, { aliases: 0 }) : null,
    locate: (path) => at(offsetOf(document.contents, path)),
  }

  function plainValue(
    node: unknown,
    path: Path,
    replace: (value: TextValue) => unknown,
    budget: { aliases: number },
  ): unknown {
    const unquoted = unquotedPlaceholder(node)
    if (unquoted !== undefined) return replace({ path, text: unquoted, plain: true })
    if (isMap(node)) {
      const pairs = node.items.map((pair) => {
        const key = isScalar(pair.key) ? String(pair.key.value) : String(pair.key)
        return [key, plainValue(pair.value, [...path, key], replace, budget)] as const
      })
      return Object.fromEntries(pairs)
    }
    if (isSeq(node)) {
      return node.items.map((item, index) => plainValue(item, [...path, index], replace, budget))
    }
    if (isScalar(node)) {
      if (typeof node.value !== 'string') return node.value
      return replace({ path, text: node.value, plain: node.type === 'PLAIN' })
    }
    const target = (node as Node | null)?.toJS && resolveAlias(node as Node, budget)
    return target ? plainValue(target, path, replace, budget) : null
  }

  function resolveAlias(node: Node, budget: { aliases: number }): Node | undefined {
    budget.aliases += 1
    if (budget.aliases > maxAliasCount || !('resolve' in node) || typeof node.resolve !== 'function') {
      return undefined
    }
    return node.resolve(document) as Node | undefined // a yaml Alias: its target is a node of this document
  }
}

/** `clientSecret: {your_client_secret}` without quotes is, to YAML, a map with one key and no value. */
function unquotedPlaceholder(node: unknown): string | undefined {
  if (!isMap(node) || node.flow !== true || node.items.length !== 1) return undefined
  const [pair] = node.items
  const empty = pair?.value === null || (isScalar(pair?.value) && pair.value.value === null)
  return empty && isScalar(pair?.key) ? `{${pair.key.value}}` : undefined
}

function wording(code: string, message: string): string {
  if (code === 'DUPLICATE_KEY') return 'the same key stands here twice. Keep one of them.'
  if (code === 'TAB_AS_INDENT') return 'a tab is used as indentation. YAML wants spaces.'
  if (/same column/.test(message))
    return 'the indentation changes here. Begin the line in the column of its neighbours on the same level.'
  return `this is not YAML: ${message.replace(/\s+/g, ' ')}.`.replace(/\.\.$/, '.')
}

function offsetOf(root: unknown, path: Path): number {
  let node = root
  let offset = rangeStart(root)
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step))
      if (!pair) break
      offset = rangeStart(pair.key)
      node = pair.value
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step]
      offset = rangeStart(node)
    } else break
  }
  return offset
}

function rangeStart(node: unknown): number {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : 0
}
