/** What a workflow file says about a DuckDB file: OpenMetadata has no word for it, so it is a custom database. */
import { type Static, Type } from '@sinclair/typebox'
import { connectionSchema } from '../connection-schema.ts'

const CustomDatabase = connectionSchema('databaseConnection', 'CustomDatabase')

export const DuckdbConfig = Type.Object(
  {
    ...CustomDatabase.properties,
    type: Type.Optional(Type.String({ enum: ['CustomDatabase'] })),
    connectionOptions: Type.Object(
      { database: Type.String({ minLength: 1, description: 'path of the database file' }) },
      { additionalProperties: true },
    ),
  },
  { additionalProperties: false },
)
export type DuckdbConfig = Pick<Static<typeof DuckdbConfig>, 'connectionOptions'>
