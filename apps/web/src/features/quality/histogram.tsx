/** How the values of a column spread, as bars; the numbers stand in its text. */
import classes from './quality.module.css'
import type { ProfiledColumn } from './quality-api.ts'

interface HistogramProps {
  readonly histogram: NonNullable<ProfiledColumn['profile']>['histogram']
}

export function Histogram({ histogram }: HistogramProps) {
  const counts = (histogram?.frequencies ?? []).map(Number)
  const most = Math.max(...counts, 1)
  if (counts.length === 0) return <span className="dim">–</span>
  const words = counts.map((count, at) => `${String(histogram?.boundaries?.[at] ?? at + 1)}: ${count}`)
  const width = 100 / counts.length
  return (
    <svg viewBox="0 0 100 20" preserveAspectRatio="none" className={classes.histogram} role="img">
      <title>{words.join(', ')}</title>
      {counts.map((count, at) => {
        const height = (20 * count) / most
        return (
          <rect
            // Bars stand by their place and nothing else.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={at}
            x={at * width}
            y={20 - height}
            width={width * 0.9}
            height={height}
            fill="currentColor"
          />
        )
      })}
    </svg>
  )
}
