/** What the forms say about a field of a connection whose name does not say it all, in English. */

const hints: Readonly<Record<string, string>> = {
  hostPort: 'Host and port, like db.example.com:5432',
  database: 'The database to sign in to',
  databaseName: 'Shown as the database in the catalog; sources without databases are one',
  databaseSchema: 'Read this schema only; all of them when empty',
  ingestAllDatabases: 'Read every database of the server that the account may connect to',
  authType: 'How the account proves who it is',
  sslMode: 'Use verify-full where the certificate can be checked',
  caCertificate: 'PEM, from BEGIN CERTIFICATE to END CERTIFICATE',
  sslCertificate: 'PEM, from BEGIN CERTIFICATE to END CERTIFICATE',
  sslKey: 'PEM, from BEGIN PRIVATE KEY to END PRIVATE KEY',
  connectionOptions: 'Options of the driver, as name=value',
  connectionArguments: 'Arguments of the driver, as name=value',
  tenantId: 'Directory (tenant) ID of Microsoft Entra ID',
  clientId: 'Application (client) ID',
  clientSecret: 'The Value of the secret, not its Secret ID',
  scopes: 'Separate several by commas; usually one that ends in /.default',
  accountName: 'Name of the storage account',
  bootstrapServers: 'Host and port of one or more brokers, separated by commas',
  schemaRegistryURL: 'Address of the schema registry, with https://',
  httpPath: 'From the connection details of the SQL warehouse: /sql/1.0/warehouses/…',
  account: 'Account identifier, like xy12345.west-europe.azure',
  token: 'An access token that may read metadata',
  includes: 'Regular expressions, one a line; everything when empty',
  excludes: 'Regular expressions, one a line; they win over includes',
  useFqnForFiltering: 'Match patterns with service.database.schema.table instead of the bare name',
  markDeletedTables: 'Mark what is gone from the source as deleted; more than a fifth at once is refused',
  queryLogDuration: 'Days of the query log to look back',
  sampleDataCount: 'Rows to keep as a sample',
  profileSample: 'Share of the rows to look at, or their number',
  threads: 'Tables worked on at the same time',
  confidence: 'How sure a recognizer has to be, from 0 to 100',
}

export function hintOf(name: string): string | undefined {
  return Object.hasOwn(hints, name) ? hints[name] : undefined
}
