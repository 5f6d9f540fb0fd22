/** Pieces that the schema of a state file uses over and over. */
import { Type } from '@sinclair/typebox'

/** Objects that take no other members. */
export const closed = { additionalProperties: false }
/** A GUID in lower case. */
export const guid = (description: string) =>
  Type.String({
    pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
    description: `${description} (a lower-case GUID)`,
  })
/** A moment. */
export const dateTime = (description: string) =>
  Type.String({
    pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$',
    description: `${description} (ISO 8601, UTC, ending in Z)`,
  })
