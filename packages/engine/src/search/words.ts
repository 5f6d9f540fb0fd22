/** Splits names and texts into the words that search knows: at punctuation, underscores and camel-case humps. */

const run = /[\p{L}\p{N}]+/gu
const hump = /(?<=\p{Ll}|\p{N})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u

/** A word longer than this is not one that anybody types; PostgreSQL refuses lexemes over 2 kB. */
const longestWord = 200

/** Letters that Unicode does not decompose into a plain one and a mark. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ı: 'i', þ: 'th',
} // biome-ignore format: a vocabulary

/** Lower case without accents, as words are stored and asked for: `Zähler` gives `zahler`. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßæœøđðłıþ]/g, (letter) => plainLetters[letter] ?? letter)
}

/** Lower-case runs of letters and digits, in order: `dim_customerV2` gives `dim`, `customerv2`. */
export function words(text: string): string[] {
  return (text.match(run) ?? [])
    .filter((word) => word.length <= longestWord)
    .map((word) => word.toLowerCase())
}

/**
 * The text under which a name is found: its runs, and the humps of each run besides, so that `orderItems` is found by
 * `orderitems`, `order` and `items`.
 */
export function nameText(name: string): string {
  const found: string[] = []
  for (const piece of name.match(run) ?? []) {
    if (piece.length > longestWord) continue
    found.push(piece)
    const humps = piece.split(hump)
    if (humps.length > 1) found.push(...humps)
  }
  return found.join(' ')
}
