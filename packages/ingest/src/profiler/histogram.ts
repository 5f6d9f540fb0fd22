/** Bins of a histogram: as many as the Freedman-Diaconis rule says, between 1 and 40. */

const mostBins = 40

/** @returns the lower bounds of the bins in order; the last bin is open above. Undefined where one value is all there is. */
export function binStarts(numbers: {
  readonly valuesCount: number
  readonly min: number
  readonly max: number
  readonly interQuartileRange: number | undefined
}): number[] | undefined {
  const { valuesCount, min, max, interQuartileRange = 0 } = numbers
  const range = max - min
  if (valuesCount === 0 || !Number.isFinite(range) || range <= 0) return undefined
  const width = (2 * interQuartileRange) / Math.cbrt(valuesCount)
  // Where half of the values are the same the rule says nothing; Sturges' does.
  const bins = width > 0 ? Math.ceil(range / width) : Math.ceil(Math.log2(valuesCount)) + 1
  const count = Math.max(1, Math.min(mostBins, bins))
  return Array.from({ length: count }, (_, bin) => min + (range / count) * bin)
}

/** What a bin is called: `0.00 to 2.50`, the last one `97.50 and up`. */
export function binNames(starts: readonly number[]): string[] {
  return starts.map((start, bin) => {
    const next = starts[bin + 1]
    return next === undefined ? `${start.toFixed(2)} and up` : `${start.toFixed(2)} to ${next.toFixed(2)}`
  })
}

/** Conditions that put a value into exactly one bin. */
export function binConditions(expression: string, starts: readonly number[]): string[] {
  return starts.map((start, bin) => {
    const next = starts[bin + 1]
    const from = bin === 0 ? undefined : `${expression} >= ${literal(start)}`
    const to = next === undefined ? undefined : `${expression} < ${literal(next)}`
    return [`${expression} is not null`, from, to].filter((each) => each !== undefined).join(' and ')
  })
}

function literal(value: number): string {
  // Exponents are written as SQL's approximate numbers; all dialects read them.
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : value.toExponential()
}
