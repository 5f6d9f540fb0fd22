/** Artifacts of dbt in a real Blob API (azurite). */
import { readFile } from 'node:fs/promises'
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAzureBlobs } from '../azure-blob.ts'
import type { ObjectStore } from '../object-store.ts'
import { account, startAzurite } from '../testing-azurite.ts'
import { storedArtifacts } from './stored-artifacts.ts'

const { signal } = new AbortController()
const files = ['manifest.json', 'catalog.json', 'run_results.json']
let azurite: Awaited<ReturnType<typeof startAzurite>>
let store: ObjectStore

beforeAll(async () => {
  azurite = await startAzurite()
  const service = new BlobServiceClient(
    azurite.endpoint,
    new StorageSharedKeyCredential(account.name, account.key),
  )
  const manifest = await readFile(new URL('./fixture/manifest.json', import.meta.url))
  const lake = service.getContainerClient('lake')
  await lake.create()
  for (const path of ['nightly/target/manifest.json', 'many/a/manifest.json', 'many/b/manifest.json']) {
    await lake.getBlockBlobClient(path).uploadData(manifest)
  }
  await lake.getBlockBlobClient('nightly/target/catalog.json').uploadData(Buffer.from('{}'))
  await lake.getBlockBlobClient('nightly/target/run/manifest.json').uploadData(Buffer.from('older'))
  store = await openAzureBlobs({
    credentials: { accountName: account.name },
    connectionOptions: { endpoint: azurite.endpoint, accountKey: account.key },
  })
})
afterAll(() => azurite?.stop())

const read = (dbtObjectPrefix: string, dbtBucketName?: string) => {
  const dbtPrefixConfig = { dbtObjectPrefix, ...(dbtBucketName ? { dbtBucketName } : {}) }
  return storedArtifacts(store, { dbtSecurityConfig: { awsRegion: '' }, dbtPrefixConfig }, files, signal)
}

describe('artifacts of dbt in a store', () => {
  it('are those of the folder that is named, or of the nearest below it that has a manifest', async () => {
    for (const prefix of ['nightly', '/nightly/target/']) {
      const texts = await read(prefix, 'lake')
      expect([...texts.keys()]).toEqual(['manifest.json', 'catalog.json'])
      expect(JSON.parse(texts.get('manifest.json') ?? '')).toHaveProperty('nodes')
    }
    expect((await read('nightly')).size).toBe(2) // in all containers
  })

  it('are not guessed where several projects lie side by side or none does', async () => {
    await expect(read('many', 'lake')).rejects.toMatchObject({
      consequence: 'fatal',
      message: expect.stringMatching(/several projects.*many\/a\/.*many\/b\//),
      hint: expect.stringContaining('dbtObjectPrefix'),
    })
    await expect(read('nowhere', 'lake')).rejects.toThrow(
      /No manifest\.json lies in or below abfss:.*nowhere/,
    )
  })
})
