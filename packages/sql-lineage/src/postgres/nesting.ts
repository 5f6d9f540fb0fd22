/**
 * Bounds how deep a text's syntax tree can get before it is parsed. The parser is C compiled to WebAssembly: its recursion shares the
 * JavaScript stack, and an overflow leaves its memory damaged for the whole process, so such a text must never reach it.
 */

const token =
  /(?<space>\s+|--[^\r\n]*)|(?<comment>\/\*)|(?<text>[eE]'(?:[^'\\]|''|\\[\s\S])*(?:'|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$))|(?<dollar>\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$)|(?<word>[\p{L}_\u0080-\u{10ffff}][\p{L}\p{N}_$\u0080-\u{10ffff}]*)|(?<operator>(?:(?!--|\/\*)[-+*/<>=~!@#%^&|`?:])+)|(?<other>[\s\S])/uy

/** Keywords that start an operand of their own, so that what stands before them is no deeper than what follows. */
const separators = new Set(['select', 'from', 'where', 'having', 'on', 'and', 'or', 'when', 'then', 'else'])
/** Keywords that each put one more level on everything in the same parentheses. */
const joiners = new Set(['join', 'union', 'intersect', 'except'])
/** Keywords that act as an operator; `at` is AT TIME ZONE, `operator` is OPERATOR(schema.+). */
const operators = new Set(['not', 'collate', 'at', 'operator'])

interface Frame {
  /** Whether it may be the left side of a multi-column assignment: `SET (`, or `, (` after a SET. */
  readonly mayAssign: boolean
  readonly closedBy: ')' | ']' | 'end' | undefined
  operators: number
  deepestChild: number
  deepestItem: number
  joins: number
  items: number
}

/** What a text may cost the parser. */
export interface Nesting {
  /** Levels of the syntax tree. */
  readonly depth: number
  /** Comments that start inside a comment; for each one the lexer goes over the rest of the text again. */
  readonly nestedComments: number
  /** Characters that the parser reads again for multi-column assignments. */
  readonly assignmentCost: number
}

/**
 * An upper bound of the depth of the syntax tree (precedence is ignored, chains of operators, joins and set operations count one level
 * each), and what multi-column assignments cost: the parser copies the right side of `SET (a, b, c) = (…)` once per column.
 */
export function measureNesting(sql: string): Nesting {
  let top = newFrame(undefined, false)
  const stack: Frame[] = [top]
  let nestedComments = 0
  let assignmentCost = 0
  let itemsOfLastGroup = 0
  let afterGroup = false
  let seenSet = false
  let afterSetOrComma = false

  const close = (): void => {
    const closed = stack.pop()
    const parent = stack.at(-1)
    if (closed === undefined || parent === undefined) return
    endItem(closed)
    parent.deepestChild = Math.max(parent.deepestChild, closed.deepestItem + closed.joins + 1)
    itemsOfLastGroup = closed.mayAssign && closed.items > 1 ? closed.items : 0
    top = parent
  }
  const open = (closedBy: Frame['closedBy']): void => {
    top = newFrame(closedBy, seenSet && afterSetOrComma)
    stack.push(top)
  }

  for (let at = 0; at < sql.length; ) {
    token.lastIndex = at
    const match = token.exec(sql)
    const groups = match?.groups
    if (!match || !groups) break
    at = token.lastIndex
    if (groups.space !== undefined) continue
    if (groups.comment !== undefined) {
      const comment = readComment(sql, at)
      at = comment.end
      nestedComments += comment.nested
      continue
    }
    const wasAfterGroup = afterGroup
    afterGroup = false
    if (groups.other === '(') open(')')
    afterSetOrComma = groups.other === ',' || groups.word?.toLowerCase() === 'set'
    seenSet ||= groups.word?.toLowerCase() === 'set'
    if (groups.dollar !== undefined) {
      const end = sql.indexOf(groups.dollar, at)
      at = end < 0 ? sql.length : end + groups.dollar.length
    } else if (groups.operator !== undefined) {
      // A trailing + or - is an operator of its own, so `+-+-` may be four.
      top.operators += 1 + (groups.operator.match(/[-+]/g)?.length ?? 0)
      if (wasAfterGroup && groups.operator === '=') assignmentCost += itemsOfLastGroup * sql.length
    } else if (groups.word !== undefined) {
      const word = groups.word.toLowerCase()
      if (word === 'case') open('end')
      else if (word === 'end' && top.closedBy === 'end') close()
      else if (joiners.has(word)) top.joins += 1
      else if (operators.has(word)) top.operators += 1
      else if (separators.has(word)) endItem(top)
    } else if (groups.other === '[') open(']')
    else if (groups.other === ',' || groups.other === ';') endItem(top)
    else if (groups.other === top.closedBy) {
      close()
      afterGroup = groups.other === ')'
    }
  }
  while (stack.length > 1) close()
  endItem(top)
  return { depth: top.deepestItem + top.joins, nestedComments, assignmentCost }
}

function newFrame(closedBy: Frame['closedBy'], mayAssign: boolean): Frame {
  return { closedBy, mayAssign, operators: 0, deepestChild: 0, deepestItem: 0, joins: 0, items: 0 }
}

function endItem(frame: Frame): void {
  frame.deepestItem = Math.max(frame.deepestItem, frame.operators + frame.deepestChild)
  frame.operators = 0
  frame.deepestChild = 0
  frame.items += 1
}

/** Block comments nest in PostgreSQL: where this one ends, and how many start inside it. */
function readComment(sql: string, from: number): { readonly end: number; readonly nested: number } {
  const edge = /\/\*|\*\//g
  edge.lastIndex = from
  let nested = 0
  for (let depth = 1; depth > 0; ) {
    const match = edge.exec(sql)
    if (!match) return { end: sql.length, nested }
    if (match[0] === '/*') nested += 1
    depth += match[0] === '/*' ? 1 : -1
  }
  return { end: edge.lastIndex, nested }
}
