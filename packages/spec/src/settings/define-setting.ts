/** How a kind of settings is declared: what it holds, and what it holds until somebody sets it. */
import type { Static, TObject } from '@sinclair/typebox'

export interface SettingDefinition<S extends TObject = TObject> {
  readonly description: string
  readonly schema: S
  readonly initial: Static<S>
}

export function defineSetting<S extends TObject>(definition: SettingDefinition<S>): SettingDefinition<S> {
  return definition
}
