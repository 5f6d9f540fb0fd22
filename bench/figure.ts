/** What a benchmark answers. */

/** One line of the answer. Absolute figures belong to this machine on this day; the ratio and the goal do not. */
export interface Figure {
  readonly name: string
  readonly measured: string
  readonly goal: string
  readonly reached: boolean
}
