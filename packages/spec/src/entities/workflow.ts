/** One piece of work handed to a runner, e.g. a connection test: what was asked, how far it is, what came of it. */
import { Type } from '@sinclair/typebox'
import { openmetadata } from '../connections/metadata/openmetadata.ts'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { WorkflowRequest, WorkflowResponse } from '../types/workflow-request.ts'

export const Workflow = defineEntity({
  type: 'workflow',
  collection: 'automations/workflows',
  label: 'Workflow',
  description: 'One piece of work handed to a runner, e.g. a connection test.',
  fields: {
    workflowType: Type.String({
      enum: ['TEST_CONNECTION', 'REVERSE_INGESTION', 'QUERY_RUNNER', 'TEST_SPARK_ENGINE_CONNECTION'],
    }),
    status: Type.Optional(Type.String({ enum: ['Pending', 'Successful', 'Failed', 'Running'] })),
    request: WorkflowRequest,
    response: Type.Optional(WorkflowResponse),
    openMetadataServerConnection: Type.Optional(openmetadata.schema()),
  },
  readOnly: ['openMetadataServerConnection'],
  traits: ['owners', 'domains', 'dataProducts'],
  // A form shows masks; in a test of what was typed there they stand for what the named service has.
  borrowsSecrets: ({ request }) =>
    typeof request === 'object' && request !== null && 'serviceName' in request,
  normalize: (workflow) => ({ status: 'Pending', ...workflow }),
})
export type Workflow = EntityOf<typeof Workflow>
export type CreateWorkflow = CreateOf<typeof Workflow>
