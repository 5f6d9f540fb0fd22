/** Requests to AWS as addresses that carry their own signature (Signature Version 4 in the query). https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
import { createHash, createHmac } from 'node:crypto'
import { SourceError } from '@waymark/ingest'
import { optionalDriver } from './optional-driver.ts'

/** OpenMetadata's words. */
export interface AwsConfig {
  readonly awsRegion: string
  readonly awsAccessKeyId?: string
  readonly awsSecretAccessKey?: string
  readonly awsSessionToken?: string
  readonly endPointURL?: string
  readonly profileName?: string
  readonly assumeRoleArn?: string
}

interface AwsKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

interface Signing {
  readonly service: string
  readonly region: string
  readonly keys: AwsKeys
  readonly nowMs: number
  readonly expiresS: number
  /** Default: that of no payload. */
  readonly payloadHash?: string
}

/** The key of the file, else what the machine has: environment, profile, container or instance role. @throws SourceError */
export async function awsKeys(config: AwsConfig): Promise<AwsKeys> {
  const { awsRegion, awsAccessKeyId, awsSecretAccessKey, awsSessionToken, profileName } = config
  if (config.assumeRoleArn)
    throw new SourceError('fatal', 'assumeRoleArn is not supported here.', {
      hint: 'Name a profile of ~/.aws/config that assumes the role, in awsConfig.profileName.',
    })
  if (awsAccessKeyId && awsSecretAccessKey)
    return {
      accessKeyId: awsAccessKeyId,
      secretAccessKey: awsSecretAccessKey,
      ...(awsSessionToken ? { sessionToken: awsSessionToken } : {}),
    }
  const s3 = await optionalDriver('@aws-sdk/client-s3', () => import('@aws-sdk/client-s3'))
  const client = new s3.S3Client({ region: awsRegion, ...(profileName ? { profile: profileName } : {}) })
  try {
    return await client.config.credentials()
  } catch (cause) {
    throw new SourceError('fatal', 'This machine has no key for AWS.', {
      hint: 'Give awsAccessKeyId and awsSecretAccessKey in awsConfig, or run where a role is attached.',
      cause,
    })
  } finally {
    client.destroy()
  }
}

/** The same address for a GET, with who asks, for how long, and the proof. */
export function presigned(address: string, signing: Signing): string {
  const { service, region, keys, nowMs, expiresS, payloadHash = hash('') } = signing
  const url = new URL(address)
  const time = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '')
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`
  const parameters: [string, string][] = [
    ...url.searchParams,
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${keys.accessKeyId}/${scope}`],
    ['X-Amz-Date', time],
    ['X-Amz-Expires', String(expiresS)],
    ...(keys.sessionToken ? [['X-Amz-Security-Token', keys.sessionToken] as [string, string]] : []),
    ['X-Amz-SignedHeaders', 'host'],
  ]
  const query = parameters
    .map((pair) => pair.map(encoded).join('='))
    .sort()
    .join('&')
  const request = ['GET', url.pathname, query, `host:${url.host}`, '', 'host', payloadHash].join('\n')
  const text = ['AWS4-HMAC-SHA256', time, scope, hash(request)].join('\n')
  const key = [...scope.split('/')].reduce<Buffer | string>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${keys.secretAccessKey}`,
  )
  const signature = createHmac('sha256', key).update(text).digest('hex')
  return `${url.origin}${url.pathname}?${query}&X-Amz-Signature=${signature}`
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** RFC 3986: also what `encodeURIComponent` leaves. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
