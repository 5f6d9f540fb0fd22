/** A highlighted fragment on the page. */
import { piecesOf } from './highlighted.ts'

export function HighlightedText({ fragment }: { readonly fragment: string }) {
  let at = 0
  return (
    <>
      {piecesOf(fragment).map(({ text, matched }) => {
        const key = at
        at += text.length
        return matched ? <mark key={key}>{text}</mark> : <span key={key}>{text}</span>
      })}
    </>
  )
}
