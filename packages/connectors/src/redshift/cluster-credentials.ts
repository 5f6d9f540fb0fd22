/** Redshift's temporary logins: who may ask AWS for one needs no password of the cluster. */
import { SourceError } from '@waymark/ingest'
import { type AwsConfig, awsKeys, presigned } from '../aws-signature.ts'

const requestTimeoutMs = 20_000

/**
 * https://docs.aws.amazon.com/redshift/latest/APIReference/API_GetClusterCredentials.html
 * @param host - of the cluster, whose name it begins with
 * @throws SourceError
 */
export async function clusterCredentials(
  config: AwsConfig,
  { host, user, database }: { readonly host: string; readonly user: string; readonly database: string },
  nowMs: number,
): Promise<{ readonly username: string; readonly password: string }> {
  if (host.includes('.redshift-serverless.'))
    throw new SourceError('fatal', 'Signing in to a serverless workgroup with IAM is not supported.', {
      hint: 'Give a user and authType.password; a temporary one of GetCredentials can stand there for as long as it lives.',
    })
  const query = new URLSearchParams({
    Action: 'GetClusterCredentials',
    Version: '2012-12-01',
    ClusterIdentifier: host.split('.')[0] ?? '',
    DbUser: user,
    DbName: database,
  })
  const endpoint = config.endPointURL ?? `https://redshift.${config.awsRegion}.amazonaws.com`
  const keys = await awsKeys(config)
  const signing = { service: 'redshift', region: config.awsRegion, keys, nowMs, expiresS: 60 }
  const address = presigned(`${endpoint.replace(/\/$/, '')}/?${query}`, signing)
  const answer = await fetch(address, { signal: AbortSignal.timeout(requestTimeoutMs) }).catch((cause) => {
    throw new SourceError('retriable', `${new URL(endpoint).host} does not answer.`, {
      hint: 'Check awsConfig.awsRegion, the proxy and the firewall.',
      cause,
    })
  })
  const said = await answer.text()
  const [username, password] = [member(said, 'DbUser'), member(said, 'DbPassword')]
  if (username && password) return { username, password }
  throw new SourceError(
    'fatal',
    `AWS gives no login for the cluster (${answer.status}): ${member(said, 'Message') ?? 'no reason'}`,
    { hint: 'Allow redshift:GetClusterCredentials for the cluster, the user and the database.' },
  )
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function member(xml: string, name: string): string | undefined {
  const [, text] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? []
  return text?.replace(/&(\w+);/g, (whole, entity: string) => entities[entity] ?? whole)
}
