/** Where an entity stands between draft and retirement. */
import { Type } from '@sinclair/typebox'

export const EntityStatus = Type.String({
  enum: ['Draft', 'In Review', 'Approved', 'Archived', 'Deprecated', 'Rejected', 'Unprocessed'],
  $id: 'EntityStatus',
})
