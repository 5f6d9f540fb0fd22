/** What recognises a kind of personal data: by the values of a column, by its name, or by both. */

/** How a value is looked at; `check` sees it without what `strip` removes. */
export interface ValuePattern {
  readonly name: string
  /** Anchored, and without nested repetition: values come from anywhere. */
  readonly matches: (value: string) => boolean
  /** How much a column of nothing but such values says, 0…1: 1 where a check digit or the form leaves no doubt. */
  readonly strength: number
}

export interface Recognizer {
  /** Names it in labels, e.g. `IbanRecognizer`. */
  readonly name: string
  /** For people: `IBANs`. */
  readonly what: string
  /** The tag it stands for. */
  readonly tagFQN: string
  readonly patterns: readonly ValuePattern[]
  /** How much the column's name says by itself, 0…1; 0 where names say nothing. */
  readonly nameStrength: number
  /** The words of the name, in the languages that were chosen, that point at this; undefined where none does. */
  readonly nameHint: (columnName: string) => string | undefined
  /** Data types that can hold it. */
  readonly kinds: readonly ('text' | 'number' | 'time')[]
  /** The id in the catalog, for recognizers that people set up with a tag. */
  readonly id?: string
  /** Least score in place of the run's confidence. */
  readonly threshold?: number
}

/** What was found out about one column. */
export interface Finding {
  readonly recognizer: Recognizer
  /** 0…1. */
  readonly score: number
  readonly target: 'content' | 'column_name'
  /** A sentence for people: why. */
  readonly reason: string
  readonly patterns: readonly string[]
}
