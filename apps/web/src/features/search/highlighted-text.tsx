/** A highlighted fragment on the page. */
import { piecesOf, plainPiecesOf } from './highlighted.ts'

interface HighlightedTextProps {
  readonly fragment: string
  /** The text is Markdown: its words are shown, without its marks. */
  readonly markdown?: boolean
}

export function HighlightedText({ fragment, markdown = false }: HighlightedTextProps) {
  let at = 0
  return (
    <>
      {(markdown ? plainPiecesOf : piecesOf)(fragment).map(({ text, matched }) => {
        const key = at
        at += text.length
        return matched ? <mark key={key}>{text}</mark> : <span key={key}>{text}</span>
      })}
    </>
  )
}
