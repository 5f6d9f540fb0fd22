/** What is read of a Redshift connection; its schema knows the rest. */
import type { AwsConfig } from '../aws-signature.ts'
import type { PgConnection } from '../pg-session.ts'

export interface RedshiftConfig extends PgConnection {
  readonly database: string
  /** Read every database of the cluster or workgroup. */
  readonly ingestAllDatabases?: boolean
  readonly authType?: { readonly password?: string; readonly awsConfig?: AwsConfig }
}
