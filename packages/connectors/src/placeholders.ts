/** The `?` that stand for parameters in SQL of the runner, in the words of a driver that has other ones. */

/** Strings, quoted names and comments of every dialect, in which a `?` is only a character. */
const quoted = String.raw`'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/`
const standard = new RegExp(String.raw`${quoted}|\?`, 'g')
/** T-SQL has names in brackets too; elsewhere brackets hold expressions. */
const withBrackets = new RegExp(String.raw`${quoted}|\[(?:[^\]]|\]\])*\]|\?`, 'g')

/** @param marker - what stands for the n-th parameter, counted from one: `$1`, `@p1`, `:1` */
export function withPlaceholders(
  text: string,
  marker: (position: number) => string,
  { bracketsQuote = false }: { readonly bracketsQuote?: boolean } = {},
): string {
  let count = 0
  return text.replace(bracketsQuote ? withBrackets : standard, (part) => {
    if (part !== '?') return part
    count += 1
    return marker(count)
  })
}
