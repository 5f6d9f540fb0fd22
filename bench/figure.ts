/** What a benchmark answers. */

/** One line of the answer. Absolute figures belong to this machine on this day; the ratio and the goal do not. */
export interface Figure {
  readonly name: string
  /** Under which name `--quick` keeps the ratio. */
  readonly key?: string
  /** Processor time of the ceiling against ours; higher is better. */
  readonly ratio?: number
  readonly measured: string
  readonly goal: string
  readonly reached: boolean
}
