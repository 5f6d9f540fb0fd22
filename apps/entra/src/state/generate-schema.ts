/** Writes `state.schema.json` from the TypeBox declaration; run it, and the formatter, after changing a schema. */
import { writeFileSync } from 'node:fs'
import { publishedSchema, publishedSchemaUrl } from './published-schema.ts'

writeFileSync(publishedSchemaUrl, `${JSON.stringify(publishedSchema(), null, 2)}\n`)
