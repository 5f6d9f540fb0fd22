/** What a new catalog can start with on the machine that it runs on: declared here, plugged in by the server. */
import { type Static, Type } from '@sinclair/typebox'

const FoundSource = Type.Object(
  {
    foundBy: Type.String({
      enum: ['catalogDatabase', 'port', 'dbtProject'],
      description: 'where it was found; `catalogDatabase` is the PostgreSQL server that holds this catalog',
    }),
    at: Type.String({ description: '`host:port`, or the directory of the dbt project' }),
    serviceType: Type.Optional(
      Type.String({
        description: 'of a service for it, in lower case; absent where a dbt project does not say',
      }),
    ),
  },
  { $id: 'FoundSource' },
)

export const MachineReport = Type.Object(
  {
    version: Type.String({ description: "the catalog's own" }),
    url: Type.String({ description: 'where people reach it' }),
    dataDirectory: Type.String(),
    found: Type.Array(FoundSource),
    demo: Type.String({
      enum: ['absent', 'loaded', 'unavailable'],
      description: 'the data of a company that does not exist; `unavailable`: they cannot be loaded here',
    }),
  },
  { $id: 'MachineReport' },
)

export const DemoLoaded = Type.Object(
  { ingestion: Type.String({ description: 'fully qualified name of the ingestion that reads it now' }) },
  { $id: 'DemoLoaded' },
)

export interface ThisMachine {
  /** Connects to a few ports of this machine, for a third of a second; nothing is sent. */
  look(): Promise<Static<typeof MachineReport>>
  /**
   * Makes the sample company's database on the embedded PostgreSQL, a service for it, and starts reading it.
   * @throws `source-unreadable` where it is loaded already or cannot be
   */
  loadDemo(askedBy: string): Promise<Static<typeof DemoLoaded>>
  /**
   * Deletes service, ingestion and database of the demo for good.
   * @throws `source-unreadable` where it was not loaded this way
   */
  removeDemo(askedBy: string): Promise<void>
}
