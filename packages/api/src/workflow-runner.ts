/** What the API asks of whoever runs automation workflows (connection tests and the like); the server plugs it in. */
import type { EntityJson } from '@waymark/engine'

export interface WorkflowRunner {
  /** Starts the workflow; its result is written to the entity. @throws `parameter-invalid` for a kind it does not run */
  start(workflow: EntityJson, askedBy: string): Promise<void>
}
