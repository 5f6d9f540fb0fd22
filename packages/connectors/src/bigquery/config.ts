/** What is read of a BigQuery connection; its schema knows the rest. */

export interface ServiceAccount {
  readonly projectId?: string | readonly string[]
  readonly privateKeyId?: string
  readonly privateKey?: string
  readonly clientEmail?: string
  readonly tokenUri?: string
}

export interface BigQueryConfig {
  readonly credentials: {
    readonly gcpConfig: ServiceAccount & {
      readonly type?: string
      /** Of the key file that Google Cloud hands out, with `gcp_credential_path`. */
      readonly path?: string
    }
    readonly gcpImpersonateServiceAccount?: { readonly impersonateServiceAccount?: string }
  }
  /** Default `bigquery.googleapis.com`. */
  readonly hostPort?: string
  /** Whose quota pays for statements; default: the first project. */
  readonly billingProjectId?: string
  /** Region of the query log; default: every one that holds a dataset. */
  readonly usageLocation?: string
  /** `token`: an access token that somebody else got. */
  readonly connectionOptions?: Readonly<Record<string, string>>
}
