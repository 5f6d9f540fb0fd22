/** Reads a state file (YAML or JSON) into a directory, or says exactly which line to change. */
import { readFileSync } from 'node:fs'
import { LineCounter, parseDocument } from 'yaml'
import { buildDirectory } from '../directory/build.ts'
import type { Directory } from '../directory/model.ts'
import type { BehaviourEntry } from './behaviour-schema.ts'
import { findMistakes, type Mistake, pathText } from './mistakes.ts'
import type { StateFile } from './schema.ts'

/** A start that can't happen because of what the operator wrote; the message is meant for a terminal. */
export class StartRefused extends Error {
  override name = 'StartRefused'
}

/** A parsed state file: a fresh directory for every `build`, so that a reset forgets what was changed. */
export interface State {
  behaviour: BehaviourEntry
  build: () => Directory
}

/**
 * Reads and checks a state file.
 * @throws StartRefused with one line per mistake: file, line, column, path, expectation
 */
export function loadState(file: string): State {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new StartRefused(
      `The state file ${file} can't be read (${(error as NodeJS.ErrnoException).code}). Name an existing file with --state.`,
    )
  }
  return parseState(text, file)
}

/** {@link loadState} for text that was read already; `file` only appears in messages. */
export function parseState(text: string, file: string): State {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const broken = document.errors[0]
  if (broken) throw new StartRefused(`${file}: not valid YAML: ${broken.message}`)
  const value: unknown = document.toJS()

  const refuse = (mistakes: Mistake[]): never => {
    const rows = mistakes.map(({ path, message }) => {
      const where = lines.linePos(offsetOf(document, path))
      return `${file}:${where.line}:${where.col} ${pathText(path) || 'the document'} ${message}`
    })
    throw new StartRefused(rows.join('\n'))
  }

  const mistakes = findMistakes(value)
  if (mistakes.length > 0) refuse(mistakes)
  // findMistakes found none, so the value has the declared shape.
  const state = value as StateFile
  const build = (): Directory => {
    const built = buildDirectory(state)
    return 'mistakes' in built ? refuse(built.mistakes) : built.directory
  }
  build()
  return { behaviour: state.behaviour ?? {}, build }
}

/** Where in the text the value (or, when it is absent, its nearest parent) begins. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: (string | number)[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1), true)
    const key = path[length - 1]
    const items = (parent as { items?: unknown[] } | undefined)?.items ?? []
    for (const [index, item] of items.entries()) {
      const node = (item as { key?: { value?: unknown; range?: number[] } }).key
      if (node && node.value === key && node.range?.[0] !== undefined) return node.range[0]
      const range = (item as { range?: number[] } | undefined)?.range
      if (!node && index === key && range?.[0] !== undefined) return range[0]
    }
  }
  return 0
}
