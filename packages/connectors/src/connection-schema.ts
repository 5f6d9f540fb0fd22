/** The schemas of connections that the vocabulary declares, for the connectors that read them. */

import type { Connector } from '@waymark/ingest'
import { type ConfigFamily, configSchema } from '@waymark/spec'

/** @throws Error when the vocabulary has no such connection, which is a mistake in the program */
export function connectionSchema(family: ConfigFamily, type: string): Connector['config'] {
  const schema = configSchema(family, type)
  if (!schema) throw new Error(`the vocabulary declares no ${family} of type ${type}`)
  return schema
}
