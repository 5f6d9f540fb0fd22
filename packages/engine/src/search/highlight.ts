/** Marks the words of a query in the texts of a hit. */

const mostFragments = 3
const fragmentLength = 160

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Begins a little before the first match, at a word boundary. */
function fragmentAround(text: string, matchAt: number): string {
  if (text.length <= fragmentLength) return text
  const wanted = Math.max(0, matchAt - fragmentLength / 3)
  const space = wanted === 0 ? 0 : text.indexOf(' ', wanted) + 1
  const start = space > matchAt ? wanted : space
  const end = start + fragmentLength
  return `${start > 0 ? '… ' : ''}${text.slice(start, end)}${end < text.length ? ' …' : ''}`
}

/** Fragments of texts; undefined when nothing matches. */
export type Highlighter = (texts: readonly string[]) => string[] | undefined

/**
 * Fragments with matched words in `<em>`, everything else HTML-escaped. A word matches where it begins a word, as the search itself does.
 * One for all hits of a search: to compile the pattern takes longer than to look for it.
 */
export function createHighlighter(words: readonly string[]): Highlighter {
  const wanted = [...new Set(words)].filter((word) => word.length > 0)
  if (wanted.length === 0) return () => undefined
  // Words consist of letters and digits only, so they need no escaping in a pattern.
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${wanted.join('|')})[\\p{L}\\p{N}]*`, 'giu')
  return (texts) => {
    const fragments: string[] = []
    for (const text of texts) {
      const first = text.search(pattern)
      if (first === -1) continue
      let marked = ''
      let end = 0
      const fragment = fragmentAround(text, first)
      for (const match of fragment.matchAll(pattern)) {
        marked += `${escapeHtml(fragment.slice(end, match.index))}<em>${escapeHtml(match[0])}</em>`
        end = match.index + match[0].length
      }
      fragments.push(marked + escapeHtml(fragment.slice(end)))
      if (fragments.length === mostFragments) break
    }
    return fragments.length === 0 ? undefined : fragments
  }
}
