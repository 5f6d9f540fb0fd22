/** Values of options (descriptions, labels) as the information schema shows them: as literals of GoogleSQL. https://docs.cloud.google.com/bigquery/docs/reference/standard-sql/lexical#escape_sequences */

const literal = String.raw`"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'`
const label = new RegExp(String.raw`STRUCT\(\s*(${literal})\s*,\s*(${literal})\s*\)`, 'g')

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** The text of a string literal; what is none stays as it is. */
export function textOf(value: string): string {
  const written = value.trim()
  if (!new RegExp(`^(?:${literal})$`).test(written)) return written
  return written
    .slice(1, -1)
    .replace(
      /\\(?:[xX]([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-3][0-7]{2})|([\s\S]))/g,
      (_all, byte, short, long, octal, one: string) => {
        if (octal) return String.fromCodePoint(Number.parseInt(octal, 8))
        const code = Number.parseInt(byte ?? short ?? long ?? '', 16)
        if (Number.isNaN(code)) return escapes[one] ?? one
        return code > 0x10_ff_ff ? '\ufffd' : String.fromCodePoint(code)
      },
    )
}

/** Of `[STRUCT("team", "sales"), …]`. */
export function labelsOf(value: string): Record<string, string> {
  return Object.fromEntries(
    [...value.matchAll(label)].map(([, key = '', said = '']) => [textOf(key), textOf(said)]),
  )
}
