/** Writes `state.schema.json` from the TypeBox declaration; run it after changing `schema.ts`. */
import { writeFileSync } from 'node:fs'
import { publishedSchema, publishedSchemaUrl } from './published-schema.ts'

writeFileSync(publishedSchemaUrl, publishedSchema())
