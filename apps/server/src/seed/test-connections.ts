/** The steps that a connection test goes through, by connector; real clients ask for them by these names. */

interface TestStep {
  readonly name: string
  readonly description: string
  readonly errorMessage: string
  readonly mandatory: boolean
  readonly shortCircuit?: boolean
}

interface TestConnection {
  readonly name: string
  readonly displayName: string
  readonly description: string
  readonly steps: readonly TestStep[]
}

const relational: readonly TestStep[] = [
  {
    name: 'CheckAccess',
    description: 'Reach the server and sign in.',
    errorMessage:
      'The server cannot be reached or refuses the user. Check host, port, user name and password.',
    mandatory: true,
    shortCircuit: true,
  },
  {
    name: 'GetDatabases',
    description: 'List the databases.',
    errorMessage: 'The databases cannot be listed. The user needs CONNECT on at least one.',
    mandatory: true,
  },
  {
    name: 'GetSchemas',
    description: 'List the schemas.',
    errorMessage: 'The schemas cannot be listed. The user needs USAGE on them.',
    mandatory: true,
  },
  {
    name: 'GetTables',
    description: 'List the tables of a schema.',
    errorMessage: 'The tables cannot be listed. The user needs SELECT on them, or on the information schema.',
    mandatory: true,
  },
  {
    name: 'GetViews',
    description: 'List the views of a schema.',
    errorMessage: 'The views cannot be listed. Lineage of views will be missing.',
    mandatory: false,
  },
  {
    name: 'GetQueries',
    description: 'Read the statistics of statements.',
    errorMessage:
      'Statements cannot be read. Usage and query lineage need the extension pg_stat_statements and membership in pg_read_all_stats.',
    mandatory: false,
  },
]

export const testConnectionDefinitions: readonly TestConnection[] = [
  {
    name: 'Postgres.testConnectionDefinition',
    displayName: 'Postgres',
    description: 'What a connection to PostgreSQL must be able to do.',
    steps: relational,
  },
]
