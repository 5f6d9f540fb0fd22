/** OpenLineage events (spec 2-0-2) as they come in, and what of them is used. Facets that nobody knows are let through. */
import { type Static, Type } from '@sinclair/typebox'

const open = { additionalProperties: true } as const
const name = Type.String({ minLength: 1, maxLength: 3072 })

const InputField = Type.Object({ namespace: name, name, field: name }, open)

const DatasetFacets = Type.Object(
  {
    symlinks: Type.Optional(
      Type.Object(
        {
          identifiers: Type.Optional(
            Type.Array(Type.Object({ namespace: name, name }, open), { maxItems: 100 }),
          ),
        },
        open,
      ),
    ),
    documentation: Type.Optional(Type.Object({ description: Type.Optional(Type.String()) }, open)),
    columnLineage: Type.Optional(
      Type.Object(
        {
          fields: Type.Optional(
            Type.Record(
              Type.String(),
              Type.Object(
                {
                  inputFields: Type.Optional(Type.Array(InputField)),
                  transformationDescription: Type.Optional(Type.Union([Type.String(), Type.Null()])),
                },
                open,
              ),
            ),
          ),
        },
        open,
      ),
    ),
  },
  open,
)

const Dataset = Type.Object({ namespace: name, name, facets: Type.Optional(DatasetFacets) }, open)

const ParentFacet = Type.Object(
  {
    run: Type.Optional(Type.Object({ runId: Type.Optional(name) }, open)),
    job: Type.Object({ namespace: name, name }, open),
  },
  open,
)

const Run = Type.Object(
  {
    runId: Type.String({ minLength: 1, maxLength: 200 }),
    facets: Type.Optional(
      Type.Object(
        {
          parent: Type.Optional(ParentFacet),
          errorMessage: Type.Optional(
            Type.Object(
              {
                message: Type.Optional(Type.String()),
                stackTrace: Type.Optional(Type.Union([Type.String(), Type.Null()])),
              },
              open,
            ),
          ),
          nominalTime: Type.Optional(Type.Object({ nominalStartTime: Type.Optional(Type.String()) }, open)),
        },
        open,
      ),
    ),
  },
  open,
)

const Job = Type.Object(
  {
    namespace: name,
    name,
    facets: Type.Optional(
      Type.Object(
        {
          sql: Type.Optional(Type.Object({ query: Type.Optional(Type.String()) }, open)),
          documentation: Type.Optional(Type.Object({ description: Type.Optional(Type.String()) }, open)),
          jobType: Type.Optional(Type.Object({ integration: Type.Optional(Type.String()) }, open)),
          sourceCodeLocation: Type.Optional(Type.Object({ url: Type.Optional(Type.String()) }, open)),
        },
        open,
      ),
    ),
  },
  open,
)

/** A run event has a run, a job event a job alone, a dataset event a dataset alone. */
export const OpenLineageEvent = Type.Object(
  {
    eventTime: Type.String({ format: 'date-time' }),
    producer: Type.String({ maxLength: 2000 }),
    schemaURL: Type.Optional(Type.String({ maxLength: 2000 })),
    eventType: Type.Optional(
      Type.String({ enum: ['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER'] }),
    ),
    run: Type.Optional(Run),
    job: Type.Optional(Job),
    dataset: Type.Optional(Dataset),
    inputs: Type.Optional(Type.Array(Dataset, { maxItems: 5000 })),
    outputs: Type.Optional(Type.Array(Dataset, { maxItems: 5000 })),
  },
  { $id: 'OpenLineageEvent', additionalProperties: true },
)
export type OpenLineageEvent = Static<typeof OpenLineageEvent>
export type OpenLineageDataset = Static<typeof Dataset>
export type OpenLineageJob = Static<typeof Job>

export const OpenLineageBatch = Type.Object(
  { events: Type.Array(OpenLineageEvent, { maxItems: 1000 }) },
  { $id: 'OpenLineageBatchRequest', additionalProperties: false },
)
export type OpenLineageBatch = Static<typeof OpenLineageBatch>

export const OpenLineageResponse = Type.Object(
  {
    status: Type.String({ enum: ['success', 'partial_success', 'failure'] }),
    message: Type.Optional(Type.String()),
    summary: Type.Optional(
      Type.Object({
        received: Type.Integer(),
        successful: Type.Integer(),
        failed: Type.Integer(),
        skipped: Type.Integer(),
        unresolved: Type.Array(Type.Object({ namespace: Type.String(), name: Type.String() }), {
          description: 'datasets that are not in the catalog; their lineage is drawn when they appear',
        }),
      }),
    ),
    failedEvents: Type.Optional(
      Type.Array(
        Type.Object({
          index: Type.Integer(),
          reason: Type.String(),
          retriable: Type.Optional(Type.Boolean()),
        }),
      ),
    ),
    lineageEdgesCreated: Type.Optional(Type.Integer()),
  },
  { $id: 'OpenLineageResponse' },
)
export type OpenLineageResponse = Static<typeof OpenLineageResponse>
