/** The catalog as an object: one typed client an entity type, lineage, search, and who I am. */
import type {
  AddLineage,
  AnyDefinition,
  CreateOf,
  EntityLineage,
  EntityOf,
  PipelineStatus,
  User,
} from '@waymark/spec'
import { type CallOptions, createEntityClient, type EntityClient } from './entity-client.ts'
import { type ClientOptions, createTransport, type Transport } from './transport.ts'

export interface SearchQuery {
  readonly q: string
  readonly index?: string
  readonly from?: number
  readonly size?: number
  readonly queryFilter?: string
  readonly sortField?: string
  readonly sortOrder?: 'asc' | 'desc'
  readonly deleted?: boolean
}

export interface SearchHit {
  readonly _index: string
  readonly _id: string
  readonly _score?: number | null
  readonly _source: Readonly<Record<string, unknown>>
  readonly highlight?: Readonly<Record<string, readonly string[]>>
}

export interface SearchAnswer {
  readonly hits: {
    readonly total: { readonly value: number; readonly relation: string }
    readonly hits: readonly SearchHit[]
  }
  readonly aggregations?: Readonly<
    Record<string, { readonly buckets: readonly { readonly key: string; readonly doc_count: number }[] }>
  >
}

export interface ServerVersion {
  readonly version: string
  readonly revision?: string
  readonly timestamp?: number
}

export interface CatalogClient {
  /** For routes that have no method here. @see Transport.request */
  readonly request: Transport['request']
  entity<D extends AnyDefinition>(definition: D): EntityClient<EntityOf<D>, CreateOf<D>>
  readonly lineage: {
    add(lineage: AddLineage, options?: CallOptions): Promise<void>
    get(
      type: string,
      fqn: string,
      depth?: { readonly upstream?: number; readonly downstream?: number },
      options?: CallOptions,
    ): Promise<EntityLineage>
  }
  search(query: SearchQuery, options?: CallOptions): Promise<SearchAnswer>
  version(options?: CallOptions): Promise<ServerVersion>
  loggedInUser(options?: CallOptions): Promise<User>
  /** Reports the state of a run. `fqn` is the pipeline's. */
  pipelineStatus(fqn: string, status: PipelineStatus, options?: CallOptions): Promise<void>
}

/** A client of the catalog at `options.baseUrl`; it holds no connection of its own and needs no closing. */
export function createClient(options: ClientOptions): CatalogClient {
  const transport = createTransport(options)
  return {
    request: transport.request,
    entity: (definition) => createEntityClient(transport, definition),
    lineage: {
      async add(lineage, { signal } = {}) {
        await transport.request('PUT', '/v1/lineage', { body: lineage, signal })
      },
      async get(type, fqn, depth = {}, { signal } = {}) {
        const path = `/v1/lineage/${encodeURIComponent(type)}/name/${encodeURIComponent(fqn)}`
        const query = { upstreamDepth: depth.upstream, downstreamDepth: depth.downstream }
        return (await transport.request('GET', path, { query, signal })) as EntityLineage
      },
    },
    async search(query, { signal } = {}) {
      const { q, index, from, size, deleted, queryFilter, sortField, sortOrder } = query
      const parameters = {
        q,
        index,
        from,
        size,
        deleted,
        query_filter: queryFilter,
        sort_field: sortField,
        sort_order: sortOrder,
      }
      return (await transport.request('GET', '/v1/search/query', {
        query: parameters,
        signal,
      })) as SearchAnswer
    },
    async version({ signal } = {}) {
      return (await transport.request('GET', '/v1/system/version', { signal })) as ServerVersion
    },
    async loggedInUser({ signal } = {}) {
      return (await transport.request('GET', '/v1/users/loggedInUser', { signal })) as User
    },
    async pipelineStatus(fqn, status, { signal } = {}) {
      const path = `/v1/services/ingestionPipelines/${encodeURIComponent(fqn)}/pipelineStatus`
      await transport.request('PUT', path, { body: status, signal })
    },
  }
}
