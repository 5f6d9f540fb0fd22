/** A page of a list, and the answers of bulk calls. */
import { type Static, Type } from '@sinclair/typebox'

export const Paging = Type.Object(
  {
    total: Type.Integer(),
    before: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    after: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    limit: Type.Optional(Type.Integer()),
    offset: Type.Optional(Type.Integer()),
  },
  { $id: 'Paging', additionalProperties: false },
)
export type Paging = Static<typeof Paging>

const BulkResponse = Type.Object(
  {
    request: Type.Optional(Type.Unknown()),
    message: Type.Optional(Type.String()),
    status: Type.Optional(Type.Integer()),
  },
  { additionalProperties: false },
)

export const BulkOperationResult = Type.Object(
  {
    dryRun: Type.Optional(Type.Boolean()),
    status: Type.String({ enum: ['success', 'failure', 'aborted', 'partialSuccess', 'running'] }),
    abortReason: Type.Optional(Type.String()),
    numberOfRowsProcessed: Type.Integer(),
    numberOfRowsPassed: Type.Integer(),
    numberOfRowsFailed: Type.Integer(),
    successRequest: Type.Optional(Type.Array(BulkResponse)),
    failedRequest: Type.Optional(Type.Array(BulkResponse)),
  },
  { $id: 'BulkOperationResult', additionalProperties: false },
)
export type BulkOperationResult = Static<typeof BulkOperationResult>
