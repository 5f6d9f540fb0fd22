/** Guesses what a misspelled word was meant to be. */

/** Nobody's slip of the hand is longer, and to compare it takes time. */
const longestWord = 64

/**
 * Edits in which letters are inserted, removed, replaced, or two neighbours swapped; `limit` as soon as there are no
 * fewer (optimal string alignment).
 */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1]
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      )
      if (a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1)
      }
      current.push(best)
    }
    if (Math.min(...current, ...last) >= limit) return limit
    beforeLast = last
    last = current
  }
  return last[b.length] ?? limit
}

/**
 * The candidate nearest to `word`, ignoring case, `_`, `-` and spaces; undefined where none is near enough to be a slip,
 * a third of the letters at most. Of equally near ones the first wins.
 */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > longestWord) return undefined
  const plain = (text: string) => text.toLowerCase().replace(/[_\- ]/g, '')
  const given = plain(word)
  let best: string | undefined
  let fewest = Math.max(1, Math.floor(given.length / 3)) + 1
  for (const candidate of candidates) {
    const edits = distance(given, plain(candidate), fewest)
    if (edits < fewest) [best, fewest] = [candidate, edits]
  }
  return best
}
