/** A connector around an object store. */
import { type Connector, defineConnector, type Source } from '@waymark/ingest'
import { connectionSchema } from '../connection-schema.ts'
import type { ObjectStore } from '../object-store.ts'
import { readStore } from './read-store.ts'

export interface StoreKind<Config> {
  readonly type: string
  readonly serviceType: string
  open(config: Config): Promise<ObjectStore>
  /** The buckets that the connection names; none when all are meant. */
  chosen(config: Config): readonly string[]
}

export function storeConnector<Config>({
  type,
  serviceType,
  open,
  chosen,
}: StoreKind<Config>): Connector<Config> {
  return defineConnector<Config>({
    type,
    serviceType,
    serviceEntity: 'storageService',
    config: connectionSchema('storageConnection', serviceType),
    checks: [
      { name: 'ListBuckets', description: 'The store answers and lists what it holds.', mandatory: true },
      { name: 'ListObjects', description: 'The first bucket can be listed.', mandatory: false },
    ],
    async open(config, signal): Promise<Source> {
      signal.throwIfAborted()
      const store = await open(config)
      return {
        async check(name, abort) {
          const [first] = chosen(config).length > 0 ? chosen(config) : await store.buckets(abort)
          const named = chosen(config).length > 0
          if (first !== undefined && (named || name === 'ListObjects')) await store.level(first, '', abort)
        },
        read: (context) => readStore(store, context, chosen(config)),
        close: async () => store.close(),
      }
    },
  })
}
