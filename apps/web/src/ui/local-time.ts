/** Times as a field of the type `datetime-local` holds them: in the reader's time zone, to the minute. */

export function toLocalTime(atMs: number): string {
  const date = new Date(atMs)
  const two = (number: number): string => String(number).padStart(2, '0')
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`
}

/** Milliseconds since 1970; undefined for what is no time. */
export function fromLocalTime(text: string): number | undefined {
  const atMs = new Date(text).getTime()
  return Number.isNaN(atMs) ? undefined : atMs
}
