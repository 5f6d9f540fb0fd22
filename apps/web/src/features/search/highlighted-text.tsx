/** A highlighted fragment on the page. */
import { piecesOf } from './highlighted.ts'

interface HighlightedTextProps {
  readonly fragment: string
  /** The text is Markdown: its marks for bold and code are left out. */
  readonly markdown?: boolean
}

export function HighlightedText({ fragment, markdown = false }: HighlightedTextProps) {
  let at = 0
  return (
    <>
      {piecesOf(markdown ? fragment.replace(/\*\*|`/g, '') : fragment).map(({ text, matched }) => {
        const key = at
        at += text.length
        return matched ? <mark key={key}>{text}</mark> : <span key={key}>{text}</span>
      })}
    </>
  )
}
