/** Times as people say them, with the exact one on hover. */
import { controlTexts } from '../texts/controls.ts'

const steps: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** `atMs`, `nowMs`: milliseconds since 1970. */
export function relativeTime(atMs: number, nowMs: number): string {
  const seconds = (atMs - nowMs) / 1000
  const step = steps.find(([, length]) => Math.abs(seconds) >= length)
  if (!step) return controlTexts.justNow
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(Math.round(seconds / step[1]), step[0])
}

const exact = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' })

export function RelativeTime({ atMs }: { readonly atMs: number }) {
  const date = new Date(atMs)
  return (
    <time dateTime={date.toISOString()} title={exact.format(date)}>
      {relativeTime(atMs, Date.now())}
    </time>
  )
}
