/** The JSON Schema of state files, as published for editors in `state.schema.json`. */
import { StateFile } from './schema.ts'

export const publishedSchemaUrl = new URL('../../state.schema.json', import.meta.url)

/** The text of `state.schema.json`, newline at the end; equal declarations give equal text. */
export const publishedSchema = (): string =>
  `${JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...StateFile }, null, 2)}\n`
