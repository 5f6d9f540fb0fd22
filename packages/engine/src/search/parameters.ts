/** Collects parameters while a statement is put together. */
export class Parameters {
  readonly values: unknown[]
  /**
   * The statement looks for words, so the entity type shall only be checked: a prepared plan takes types for rare and would
   * read the whole index of the most common one besides.
   */
  readonly wordsFirst: boolean
  /** @param values - of a statement that has some already */
  constructor(values: unknown[] = [], wordsFirst = false) {
    this.values = values
    this.wordsFirst = wordsFirst
  }
  /** The placeholder of a value, e.g. `$3`. */
  add(value: unknown): string {
    this.values.push(value)
    return `$${this.values.length}`
  }
}
