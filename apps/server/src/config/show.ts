/** The settings in force and who said each, for `waymark config show`. */
import type { Origin } from './load.ts'
import type { Variable } from './variable.ts'
import { type Settings, variables } from './variables.ts'

export interface ShownSetting {
  readonly name: string
  /** A secret's is masked. */
  readonly value: string
  readonly from: Origin['from']
  /** The variable or the place in the file that said it. */
  readonly origin: string
}

/** Values of secrets never leave the process, not even towards the host's administrator. */
export function shownSettings(
  settings: Settings,
  origins: Readonly<Record<keyof Settings, Origin>>,
): readonly ShownSetting[] {
  return Object.entries<Variable>(variables).map(([name, { isSecret }]) => {
    // Both records have an entry for every variable.
    const { from, name: origin } = origins[name as keyof Settings]
    const value: unknown = settings[name as keyof Settings]
    return { name, value: isSecret && value !== undefined ? '********' : textOf(value), from, origin }
  })
}

function textOf(value: unknown): string {
  if (value === undefined) return ''
  return Array.isArray(value) ? `[${value.join(',')}]` : String(value)
}
