/** What a workflow file means, once it is read, filled in and checked: all that a run needs to know. */
import type { Credential } from '@waymark/client'
import type { Connector, ReadContext } from '../connector.ts'

/** What the catalog loses when the source no longer has it. */
export interface RemovalOptions {
  readonly tables: boolean
  readonly storedProcedures: boolean
  readonly schemas: boolean
  readonly databases: boolean
}

export interface Workflow {
  readonly fileName: string
  readonly connector: Connector<unknown>
  readonly serviceName: string
  /** Valid against the connector's schema; holds secrets in clear. */
  readonly connection: Readonly<Record<string, unknown>>
  readonly filters: ReadContext['filters']
  readonly options: ReadContext['options']
  readonly removal: RemovalOptions
  readonly server: {
    readonly baseUrl: string
    readonly credential: Credential
    readonly headers: Readonly<Record<string, string>>
    /** Send the connection to the catalog, which keeps its secrets encrypted. Default true, as in OpenMetadata. */
    readonly storeServiceConnection: boolean
  }
  /** Least share of entities in percent that must succeed for the run not to count as failed. Default 90. */
  readonly successThreshold: number
  readonly pipelineFqn: string | undefined
  readonly runId: string | undefined
}

/** Loads a connector by the `type` of the workflow file's source; the record that the connectors package exports. */
export type ConnectorCatalog = Readonly<Record<string, () => Promise<{ readonly default: Connector<never> }>>>
