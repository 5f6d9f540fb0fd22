/** Takes a highlighted fragment of the search apart: HTML-escaped text with `<em>` around matched words. */
import { plainText } from '../../ui/plain-text.ts'

export interface Piece {
  readonly text: string
  readonly matched: boolean
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    if (name) return named[String(name).toLowerCase()] ?? whole
    const point = decimal ? Number(decimal) : Number.parseInt(hex, 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}

/** Text pieces for React to escape again; the fragment never becomes HTML here. */
export function piecesOf(fragment: string): Piece[] {
  return fragment
    .split(/(<em>.*?<\/em>)/s)
    .filter((part) => part !== '')
    .map((part) => {
      const inner = /^<em>(.*)<\/em>$/s.exec(part)?.[1]
      return { text: unescaped(inner ?? part), matched: inner !== undefined }
    })
}

/** The same of Markdown as one line of plain text. Its marks and those around words may cross: so words are marked anew, wherever they stand. */
export function plainPiecesOf(fragment: string): Piece[] {
  const pieces = piecesOf(fragment)
  const words = new Set(pieces.filter(({ matched }) => matched).map(({ text }) => text))
  const text = plainText(pieces.map((piece) => piece.text).join(''))
  if (words.size === 0) return [{ text, matched: false }]
  const either = [...words].map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|')
  return text
    .split(new RegExp(`(?<![\\p{L}\\p{N}])(${either})(?![\\p{L}\\p{N}])`, 'u'))
    .filter((part) => part !== '')
    .map((part) => ({ text: part, matched: words.has(part) }))
}
