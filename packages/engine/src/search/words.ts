/** Splits names and texts into the words that search knows: at punctuation, underscores and camel-case humps. */

const run = /[\p{L}\p{N}]+/gu
/** The same where there is nothing but ASCII, which most names and texts are: many times as fast. */
const asciiRun = /[A-Za-z\d]+/g
const isAscii = /^[\0-\x7f]*$/
const hump = /(?<=\p{Ll}|\p{N})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u

/** A word longer than this is not one that anybody types; PostgreSQL refuses lexemes over 2 kB. */
export const longestWord = 200

/** Letters that Unicode does not decompose into a plain one and a mark. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ı: 'i', þ: 'th',
} // biome-ignore format: a vocabulary

/** Lower case without accents, as words are stored and asked for: `Zähler` gives `zahler`. */
export function fold(text: string): string {
  const lower = text.toLowerCase()
  if (isAscii.test(lower)) return lower
  return lower
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßæœøđðłıþ]/g, (letter) => plainLetters[letter] ?? letter)
}

function runs(text: string): readonly string[] {
  return text.match(isAscii.test(text) ? asciiRun : run) ?? []
}

/** Lower-case runs of letters and digits, in order: `dim_customerV2` gives `dim`, `customerv2`. */
export function words(text: string): string[] {
  return runs(text)
    .filter((word) => word.length <= longestWord)
    .map((word) => word.toLowerCase())
}

/** The same as one folded text, apart by spaces; words that are too long may be left in. */
export function foldedWords(text: string): string {
  if (!isAscii.test(text)) return fold(words(text).join(' '))
  return text.toLowerCase().replace(/[^a-z\d ]+/g, ' ')
}

/**
 * The text under which a name is found: its runs, and the humps of each run besides, so that `orderItems` is found by
 * `orderitems`, `order` and `items`.
 */
export function nameText(name: string): string {
  const found: string[] = []
  for (const piece of runs(name)) {
    if (piece.length > longestWord) continue
    found.push(piece)
    if (piece === piece.toLowerCase()) continue
    const humps = piece.split(hump)
    if (humps.length > 1) found.push(...humps)
  }
  return found.join(' ')
}
