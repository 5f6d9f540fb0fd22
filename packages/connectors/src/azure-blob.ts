/** Azure Blob Storage and Data Lake Storage Gen2, through the Blob API that both have. */
import { SourceError } from '@waymark/ingest'
import { azureToken } from './azure-token.ts'
import { networkRemedy } from './network-errors.ts'
import { maximumEntries, type ObjectStore, type StoredObject } from './object-store.ts'
import { optionalDriver } from './optional-driver.ts'

/** What is read of the connection; the schema knows the rest. */
export interface AdlsConfig {
  readonly credentials: {
    readonly accountName?: string
    readonly tenantId?: string
    readonly clientId?: string
    readonly clientSecret?: string
  }
  /** One container; all of the account otherwise. */
  readonly containerName?: string
  /** `accountKey` or `sasToken` instead of Entra; `endpoint` of an account that is not in the public cloud. */
  readonly connectionOptions?: Readonly<Record<string, string>>
}

/** @throws SourceError when the account is not named or the driver is missing */
export async function openAzureBlobs({
  credentials,
  connectionOptions = {},
}: AdlsConfig): Promise<ObjectStore> {
  const blobs = await optionalDriver('@azure/storage-blob', () => import('@azure/storage-blob'))
  const { accountName } = credentials
  if (!accountName)
    throw new SourceError('fatal', 'No storage account is named.', {
      hint: 'Write its name into serviceConnection.config.credentials.accountName.',
    })
  const {
    accountKey,
    sasToken,
    endpoint = `https://${accountName}.blob.core.windows.net`,
  } = connectionOptions
  const options = { retryOptions: { maxTries: 4 } }
  const url = sasToken ? `${endpoint}?${sasToken.replace(/^\?/, '')}` : endpoint
  const service = accountKey
    ? new blobs.BlobServiceClient(url, new blobs.StorageSharedKeyCredential(accountName, accountKey), options)
    : sasToken
      ? new blobs.BlobServiceClient(url, new blobs.AnonymousCredential(), options)
      : new blobs.BlobServiceClient(
          url,
          { getToken: () => azureToken(credentials, 'https://storage.azure.com') },
          options,
        )

  return {
    async buckets(signal) {
      try {
        const names: string[] = []
        for await (const { name } of service.listContainers({ abortSignal: signal })) names.push(name)
        return names
      } catch (error) {
        throw explained(error)
      }
    },
    async level(bucket, prefix, signal) {
      const folders: string[] = []
      const objects: StoredObject[] = []
      try {
        const listed = service
          .getContainerClient(bucket)
          .listBlobsByHierarchy('/', { prefix, abortSignal: signal })
        for await (const item of listed) {
          if (folders.length + objects.length >= maximumEntries) return { folders, objects, cutOff: true }
          if (item.kind === 'prefix') folders.push(item.name)
          // With hierarchical namespaces a folder is also an object without content.
          else if (item.metadata?.hdi_isfolder !== 'true')
            objects.push({ key: item.name, sizeBytes: item.properties.contentLength ?? 0 })
        }
      } catch (error) {
        throw explained(error)
      }
      return { folders, objects, cutOff: false }
    },
    async read(bucket, key, { start, end }, signal) {
      if (end <= start) return new Uint8Array()
      try {
        return await service
          .getContainerClient(bucket)
          .getBlobClient(key)
          .downloadToBuffer(start, end - start, { abortSignal: signal })
      } catch (error) {
        if (statusOf(error) === 404) return undefined
        throw explained(error)
      }
    },
    address: (bucket, path) => `abfss://${bucket}@${accountName}.dfs.core.windows.net/${path}`,
    close: () => undefined,
  }
}

function statusOf(error: unknown): unknown {
  return error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
}

/** The service's refusals in our words. */
function explained(error: unknown): unknown {
  if (error instanceof SourceError || !(error instanceof Error) || error.name === 'AbortError') return error
  const status = statusOf(error)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (status === 403 || status === 401)
    return new SourceError('fatal', `The storage account refuses the request (${code || status}).`, {
      hint: 'The identity needs the role Storage Blob Data Reader on the account or the container; a SAS needs the permissions read and list; the firewall of the account must let this machine in.',
      cause: error,
    })
  if (status === 404)
    return new SourceError('skippable', 'There is no such container.', {
      hint: 'Check serviceConnection.config.containerName.',
      cause: error,
    })
  const remedy = networkRemedy(code, 'credentials.accountName')
  return remedy ? new SourceError('fatal', remedy.message, { hint: remedy.hint, cause: error }) : error
}
