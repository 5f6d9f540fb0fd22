/** Takes a highlighted fragment of the search apart: HTML-escaped text with `<em>` around matched words. */

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
