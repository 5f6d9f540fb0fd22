/** The JSON Schema of state files, as published for editors in `state.schema.json`. */
import { StateFile } from './schema.ts'

export const publishedSchemaUrl = new URL('../../state.schema.json', import.meta.url)

/** What `state.schema.json` holds. */
export const publishedSchema = (): object => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  ...StateFile,
})
