/** What a workflow file means, once it is read, filled in and checked: all that a run needs to know. */
import type { Credential } from '@waymark/client'
import type { Connector, ReadContext } from '../connector.ts'

/** What a run does, from `sourceConfig.config.type`; dbt and every `…Metadata` are `metadata`. */
export type WorkflowKind = 'metadata' | 'lineage' | 'usage' | 'profiler' | 'testSuite' | 'autoClassification'

export interface Workflow {
  readonly fileName: string
  readonly kind: WorkflowKind
  /** Undefined where the file leaves it to the service in the catalog, as test suites do. */
  readonly connector: Connector<unknown> | undefined
  /** To find the connector of a service by its type. */
  readonly connectors: ConnectorCatalog
  /** Empty for connectors that belong to no service. */
  readonly serviceName: string
  /** Valid against the connector's schema; holds secrets in clear. Undefined: the one the catalog keeps. */
  readonly connection: Readonly<Record<string, unknown>> | undefined
  readonly filters: ReadContext['filters']
  readonly options: ReadContext['options']
  /** `processor.config`: the tests that a file of a test suite lists. */
  readonly processor: Readonly<Record<string, unknown>>
  /** Entity types of which the catalog loses what the source no longer has. */
  readonly removal: ReadonlySet<string>
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
