/** What a workflow file says about a PostgreSQL server, in OpenMetadata's words. */
import { type Static, Type } from '@sinclair/typebox'

const SslConfig = Type.Object({
  caCertificate: Type.Optional(
    Type.String({ description: 'PEM text of the authority that signed the server' }),
  ),
  sslCertificate: Type.Optional(Type.String()),
  sslKey: Type.Optional(Type.String()),
})

export const PostgresConfig = Type.Object(
  {
    type: Type.Optional(Type.String()),
    username: Type.String({ description: 'a role with CONNECT on the database and USAGE on its schemas' }),
    authType: Type.Optional(
      Type.Object(
        {
          password: Type.Optional(Type.String()),
          azureConfig: Type.Optional(
            Type.Object({}, { description: 'an Entra application, or the machine’s identity where empty' }),
          ),
          awsConfig: Type.Optional(
            Type.Object(
              { awsRegion: Type.String() },
              { description: 'IAM authentication of RDS and Aurora' },
            ),
          ),
        },
        { description: 'the 1.x way to give the password, or how a cloud gives one' },
      ),
    ),
    password: Type.Optional(Type.String({ description: 'the 0.13 way to give the password' })),
    hostPort: Type.String({ description: '`host:port`, or `/directory:port` for a Unix socket' }),
    database: Type.String({ description: 'the database to connect to' }),
    ingestAllDatabases: Type.Optional(Type.Boolean({ description: 'read every database of the server' })),
    sslMode: Type.Optional(
      Type.String({ enum: ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] }),
    ),
    sslConfig: Type.Optional(SslConfig),
    queryStatementSource: Type.Optional(
      Type.String({ description: 'a view to read in place of pg_stat_statements, in SQL' }),
    ),
    connectionOptions: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    connectionArguments: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { $id: 'PostgresConnection' },
)
export type PostgresConfig = Static<typeof PostgresConfig>
