/** Passwords that a cloud gives for a while in place of one that somebody keeps: Entra tokens and AWS's IAM authentication. */
import type { AwsConfig } from './aws-signature.ts'
import { awsKeys, presigned } from './aws-signature.ts'
import { type AzureCredentials, azureToken } from './azure-token.ts'

/** OpenMetadata's ways to sign in to a managed database. */
export interface CloudSignIn {
  /** Azure Database for PostgreSQL; `scopes` names another cloud's resource. */
  readonly azureConfig?: AzureCredentials & { readonly scopes?: string }
  /** Amazon RDS and Aurora. */
  readonly awsConfig?: AwsConfig
}

const azureDatabases = 'https://ossrdbms-aad.database.windows.net'
/** RDS lets in for so long; a session goes on. */
const rdsTokenS = 900

/**
 * @returns undefined where no cloud is named. Good for one connection that is opened now.
 * @throws SourceError
 */
export async function cloudPassword(
  { azureConfig, awsConfig }: CloudSignIn,
  to: { readonly host: string; readonly port: number; readonly user: string },
  nowMs: number,
): Promise<string | undefined> {
  if (azureConfig) {
    const resource = azureConfig.scopes?.split(/[\s,]+/)[0]?.replace(/\/\.default$/, '') || azureDatabases
    return (await azureToken(azureConfig, resource)).token
  }
  if (!awsConfig) return undefined
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.Connecting.html: the address is the token.
  const query = new URLSearchParams({ Action: 'connect', DBUser: to.user })
  const address = presigned(`https://${to.host}:${to.port}/?${query}`, {
    service: 'rds-db',
    region: awsConfig.awsRegion,
    keys: await awsKeys(awsConfig),
    nowMs,
    expiresS: rdsTokenS,
  })
  return address.replace('https://', '')
}
