/** What a client does with one entity type, typed by its declaration. */
import type { AnyDefinition, BulkOperationResult, CreateOf, EntityOf, JsonPatch, Paging } from '@waymark/spec'
import { ApiError } from './api-error.ts'
import type { Transport } from './transport.ts'

export type EntityKey = { readonly id: string } | { readonly fqn: string }

export interface ReadOptions {
  /** Links and extensions to add, by member name; `'*'` for all. */
  readonly fields?: readonly string[] | '*'
  readonly include?: 'all' | 'deleted' | 'non-deleted'
  readonly signal?: AbortSignal | undefined
}

export interface ListOptions extends ReadOptions {
  /** Entities a page; all pages are walked. Default 100. */
  readonly pageSize?: number
  /** Filters by member, e.g. `{ databaseSchema: 'svc.db.public' }`. */
  readonly filters?: Readonly<Record<string, string>>
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

export interface EntityClient<E, C> {
  /** @throws ApiError with status 404 when there is none */
  get(key: EntityKey, options?: ReadOptions): Promise<E>
  /** As `get`, but undefined when there is none. */
  find(key: EntityKey, options?: ReadOptions): Promise<E | undefined>
  /** Walks all pages in the server's order; holds one page at a time. */
  list(options?: ListOptions): AsyncGenerator<E, void, undefined>
  page(
    options?: ListOptions & { readonly after?: string; readonly before?: string },
  ): Promise<{ data: E[]; paging: Paging }>
  /** PUT: creates, or updates what has the same fully qualified name. */
  createOrUpdate(body: C, options?: CallOptions): Promise<E>
  /** PUT of many at once. Rows fail one by one: read `failedRequest`. */
  bulk(bodies: readonly C[], options?: CallOptions): Promise<BulkOperationResult>
  /** The same with rows that are JSON text already, each one object. */
  bulkJson(rows: readonly string[], options?: CallOptions): Promise<BulkOperationResult>
  /** `ifMatch` is the ETag of what was read; 412 when somebody was faster. */
  patch(id: string, operations: JsonPatch, options?: CallOptions & { readonly ifMatch?: string }): Promise<E>
  delete(
    id: string,
    options?: CallOptions & { readonly recursive?: boolean; readonly hardDelete?: boolean },
  ): Promise<void>
  restore(id: string, options?: CallOptions): Promise<E>
}

/** Binds a declaration to the transport. The answers' types are the declaration's; the server validated what it stores. */
export function createEntityClient<D extends AnyDefinition>(
  transport: Transport,
  definition: D,
): EntityClient<EntityOf<D>, CreateOf<D>> {
  type E = EntityOf<D>
  const root = `/v1/${definition.collection}`
  const pathOf = (key: EntityKey) =>
    'id' in key ? `${root}/${encodeURIComponent(key.id)}` : `${root}/name/${encodeURIComponent(key.fqn)}`

  async function get(key: EntityKey, options: ReadOptions = {}): Promise<E> {
    const query = { fields: fieldsParameter(options.fields), include: options.include }
    return (await transport.request('GET', pathOf(key), { query, signal: options.signal })) as E
  }

  async function page(options: ListOptions & { after?: string; before?: string } = {}) {
    const { pageSize = 100, fields, include, filters, after, before, signal } = options
    const query = { ...filters, limit: pageSize, fields: fieldsParameter(fields), include, after, before }
    return (await transport.request('GET', root, { query, signal })) as { data: E[]; paging: Paging }
  }

  return {
    get,
    async find(key, options) {
      try {
        return await get(key, options)
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return undefined
        throw error
      }
    },
    page,
    async *list(options = {}) {
      let after: string | undefined
      do {
        const { data, paging } = await page(after === undefined ? options : { ...options, after })
        yield* data
        after = paging.after ?? undefined
      } while (after !== undefined)
    },
    async createOrUpdate(body, { signal } = {}) {
      return (await transport.request('PUT', root, { body, signal })) as E
    },
    async bulk(bodies, { signal } = {}) {
      const query = { async: false }
      const answer = await transport.request('PUT', `${root}/bulk`, { body: bodies, query, signal })
      return answer as BulkOperationResult
    },
    async bulkJson(rows, { signal } = {}) {
      const query = { async: false }
      const json = `[${rows.join(',')}]`
      return (await transport.request('PUT', `${root}/bulk`, { json, query, signal })) as BulkOperationResult
    },
    async patch(id, operations, { ifMatch, signal } = {}) {
      const contentType = 'application/json-patch+json'
      const options = { body: operations, contentType, signal, ...(ifMatch ? { ifMatch } : {}) }
      return (await transport.request('PATCH', pathOf({ id }), options)) as E
    },
    async delete(id, { recursive = false, hardDelete = false, signal } = {}) {
      await transport.request('DELETE', pathOf({ id }), { query: { recursive, hardDelete }, signal })
    },
    async restore(id, { signal } = {}) {
      return (await transport.request('PUT', `${root}/restore`, { body: { id }, signal })) as E
    },
  }
}

function fieldsParameter(fields: ReadOptions['fields']): string | undefined {
  return fields === undefined || typeof fields === 'string' ? fields : fields.join(',')
}
