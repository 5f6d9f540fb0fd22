/** What is read of the connections of Databricks and of Unity Catalog; their schemas know the rest. */

/** One of three ways: which, follows from the members that are there. */
export interface DatabricksSignIn {
  /** A personal access token, or any other that the workspace takes. */
  readonly token?: string
  /** A service principal of Databricks (OAuth machine to machine). */
  readonly clientId?: string
  readonly clientSecret?: string
  /** An application of Entra ID. */
  readonly azureClientId?: string
  readonly azureClientSecret?: string
  readonly azureTenantId?: string
}

export interface DatabricksConfig {
  /** `adb-….azuredatabricks.net:443`, or a whole address where it is not HTTPS (Unity Catalog's own server). */
  readonly hostPort: string
  readonly authType: DatabricksSignIn
  /** `/sql/1.0/warehouses/<id>` of the warehouse that answers SQL. */
  readonly httpPath?: string
  /** Read this catalog alone. */
  readonly catalog?: string
  /** Read this schema alone. */
  readonly databaseSchema?: string
  /** Seconds until a request is given up. */
  readonly connectionTimeout?: number
  /** Default `system.query.history`. */
  readonly queryHistoryTable?: string
}
