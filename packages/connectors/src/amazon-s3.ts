/** Amazon S3, and stores that speak its API. */
import { SourceError } from '@waymark/ingest'
import type { AwsConfig } from './aws-signature.ts'
import { networkRemedy } from './network-errors.ts'
import { maximumEntries, type ObjectStore, type StoredObject } from './object-store.ts'
import { optionalDriver } from './optional-driver.ts'

/** What is read of the connection; the schema knows the rest. */
export interface S3Config {
  readonly awsConfig: AwsConfig
  readonly bucketNames?: readonly string[]
}

/** @throws SourceError when the driver is missing or a way to sign in is asked for that is not there */
export async function openS3({ awsConfig }: S3Config): Promise<ObjectStore> {
  const s3 = await optionalDriver('@aws-sdk/client-s3', () => import('@aws-sdk/client-s3'))
  const { awsRegion, awsAccessKeyId, awsSecretAccessKey, awsSessionToken, endPointURL, profileName } =
    awsConfig
  if (awsConfig.assumeRoleArn)
    throw new SourceError('fatal', 'assumeRoleArn is not supported here.', {
      hint: 'Name a profile of ~/.aws/config that assumes the role, in serviceConnection.config.awsConfig.profileName.',
    })
  const session = awsSessionToken ? { sessionToken: awsSessionToken } : {}
  // Without a key the machine's own identity is used: environment, profile, container or instance role.
  const credentials =
    awsAccessKeyId && awsSecretAccessKey
      ? { credentials: { accessKeyId: awsAccessKeyId, secretAccessKey: awsSecretAccessKey, ...session } }
      : {}
  const client = new s3.S3Client({
    region: awsRegion,
    ...credentials,
    ...(profileName ? { profile: profileName } : {}),
    ...(endPointURL ? { endpoint: endPointURL, forcePathStyle: true } : {}),
  })

  return {
    async buckets(signal) {
      const { Buckets = [] } = await sent(client.send(new s3.ListBucketsCommand({}), { abortSignal: signal }))
      return Buckets.flatMap(({ Name }) => (Name ? [Name] : []))
    },
    async level(bucket, prefix, signal) {
      const folders: string[] = []
      const objects: StoredObject[] = []
      let token: string | undefined
      do {
        const page = {
          Bucket: bucket,
          Prefix: prefix,
          Delimiter: '/',
          ...(token ? { ContinuationToken: token } : {}),
        }
        const answer = await sent(client.send(new s3.ListObjectsV2Command(page), { abortSignal: signal }))
        for (const { Prefix } of answer.CommonPrefixes ?? []) if (Prefix) folders.push(Prefix)
        // The console makes an object with the folder's own name.
        for (const { Key, Size } of answer.Contents ?? [])
          if (Key && Key !== prefix) objects.push({ key: Key, sizeBytes: Size ?? 0 })
        token = answer.NextContinuationToken
        if (token && folders.length + objects.length >= maximumEntries)
          return { folders, objects, cutOff: true }
      } while (token)
      return { folders, objects, cutOff: false }
    },
    async read(bucket, key, { start, end }, signal) {
      if (end <= start) return new Uint8Array()
      const range = { Bucket: bucket, Key: key, Range: `bytes=${start}-${end - 1}` }
      try {
        const { Body } = await client.send(new s3.GetObjectCommand(range), { abortSignal: signal })
        return await Body?.transformToByteArray()
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchKey') return undefined
        throw explained(error)
      }
    },
    address: (bucket, path) => `s3://${bucket}/${path}`,
    close: () => client.destroy(),
  }
}

async function sent<Answer>(request: Promise<Answer>): Promise<Answer> {
  try {
    return await request
  } catch (error) {
    throw explained(error)
  }
}

/** The service's refusals in our words. */
function explained(error: unknown): unknown {
  if (!(error instanceof Error) || error.name === 'AbortError') return error
  const refused =
    /^(?:AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|CredentialsProviderError|AllAccessDisabled|Forbidden)/
  if (refused.test(error.name))
    return new SourceError('fatal', `S3 refuses the request (${error.name}).`, {
      hint: 'The identity needs s3:ListAllMyBuckets (or bucketNames in the connection), s3:ListBucket and s3:GetObject.',
      cause: error,
    })
  if (error.name === 'NoSuchBucket')
    return new SourceError('skippable', 'There is no such bucket.', {
      hint: 'Check serviceConnection.config.bucketNames.',
      cause: error,
    })
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const remedy = networkRemedy(code, 'awsConfig.endPointURL')
  return remedy ? new SourceError('fatal', remedy.message, { hint: remedy.hint, cause: error }) : error
}
