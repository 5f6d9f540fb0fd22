/** Collects parameters while a statement is put together. */
export class Parameters {
  readonly values: unknown[]
  /** @param values - of a statement that has some already */
  constructor(values: unknown[] = []) {
    this.values = values
  }
  /** The placeholder of a value, e.g. `$3`. */
  add(value: unknown): string {
    this.values.push(value)
    return `$${this.values.length}`
  }
}
