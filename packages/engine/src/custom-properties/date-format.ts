/** Checks dates and times against a format of letters: `yyyy-MM-dd`, `HH:mm:ss`. */

interface Letter {
  readonly pattern: string
  readonly least: number
  readonly most: number
}

/** Longer runs first, so that `MMM` is not read as `MM` and `M`. */
const letters: readonly (readonly [string, Letter])[] = [
  ['yyyy', { pattern: '\\d{4}', least: 0, most: 9999 }],
  ['yy', { pattern: '\\d{2}', least: 0, most: 99 }],
  ['MMMM', { pattern: '[A-Za-z]{3,9}', least: 0, most: 0 }],
  ['MMM', { pattern: '[A-Za-z]{3}', least: 0, most: 0 }],
  ['MM', { pattern: '\\d{2}', least: 1, most: 12 }],
  ['DDD', { pattern: '\\d{3}', least: 1, most: 366 }],
  ['dd', { pattern: '\\d{2}', least: 1, most: 31 }],
  ['HH', { pattern: '\\d{2}', least: 0, most: 23 }],
  ['hh', { pattern: '\\d{2}', least: 1, most: 12 }],
  ['mm', { pattern: '\\d{2}', least: 0, most: 59 }],
  ['SSSSSS', { pattern: '\\d{6}', least: 0, most: 999_999 }],
  ['SSS', { pattern: '\\d{3}', least: 0, most: 999 }],
  ['ss', { pattern: '\\d{2}', least: 0, most: 59 }],
  ['a', { pattern: '[AaPp][Mm]', least: 0, most: 0 }],
  ["'T'", { pattern: 'T', least: 0, most: 0 }],
  ['Z', { pattern: '(?:Z|[+-]\\d{2}:?\\d{2})', least: 0, most: 0 }],
]

interface Reading {
  readonly regex: RegExp
  readonly parts: readonly { readonly name: string; readonly letter: Letter }[]
}

/** Undefined for a format with letters that mean nothing. */
function read(format: string): Reading | undefined {
  let pattern = ''
  let at = 0
  const parts: { name: string; letter: Letter }[] = []
  while (at < format.length) {
    const found = letters.find(([name]) => format.startsWith(name, at))
    if (found) {
      const [name, letter] = found
      pattern += `(${letter.pattern})`
      parts.push({ name, letter })
      at += name.length
      continue
    }
    const character = format.charAt(at)
    if (/[A-Za-z]/.test(character)) return undefined
    pattern += character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    at += 1
  }
  return parts.length === 0 ? undefined : { regex: new RegExp(`^${pattern}$`), parts }
}

export function isDateFormat(format: string): boolean {
  return read(format) !== undefined
}

/** Whether a text is a date or time as the format writes it, and one that exists: no 30 February. */
export function matchesFormat(format: string, text: string): boolean {
  const reading = read(format)
  const match = reading?.regex.exec(text)
  if (!reading || !match) return false
  const values = new Map<string, number>()
  for (const [at, { name, letter }] of reading.parts.entries()) {
    const value = Number(match[at + 1])
    if (Number.isNaN(value)) continue
    if (value < letter.least || value > letter.most) return false
    values.set(name, value)
  }
  const [year, month, day] = [values.get('yyyy'), values.get('MM'), values.get('dd')]
  if (month === undefined || day === undefined) return true
  // Without a year the longest February counts.
  return day <= new Date(Date.UTC(year ?? 2024, month, 0)).getUTCDate()
}
