/** What a client does with one entity type, typed by its declaration. */
import type { AnyDefinition, BulkOperationResult, CreateOf, EntityOf, JsonPatch, Paging } from '@waymark/spec'
import { ApiError } from './api-error.ts'
import { jsonDifference } from './json-difference.ts'
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

/** An entity as it was read, with the tag that names this version of it. */
export interface Tagged<E> {
  readonly entity: E
  /** For `ifMatch`; undefined where the server sends none. */
  readonly etag: string | undefined
}

export interface UpdateOptions extends CallOptions {
  /** Links and extensions that `change` needs to see. */
  readonly fields?: ReadOptions['fields']
  /** How often to read and change again when somebody was faster. Default 3. */
  readonly attempts?: number
}

export interface EntityClient<E, C> {
  /** @throws ApiError with status 404 when there is none */
  get(key: EntityKey, options?: ReadOptions): Promise<E>
  /** As `get`, with the entity tag: pass it to `patch` as `ifMatch` to overwrite nobody's change. */
  getTagged(key: EntityKey, options?: ReadOptions): Promise<Tagged<E>>
  /** As `get`, but undefined when there is none. */
  find(key: EntityKey, options?: ReadOptions): Promise<E | undefined>
  /** Walks all pages in the server's order; holds one page at a time. */
  list(options?: ListOptions): AsyncGenerator<E, void, undefined>
  page(
    options?: ListOptions & { readonly after?: string; readonly before?: string },
  ): Promise<{ data: E[]; paging: Paging }>
  /** POST: creates. @throws ApiError with status 409 when the name is taken */
  create(body: C, options?: CallOptions): Promise<E>
  /** PUT: creates, or updates what has the same fully qualified name. */
  createOrUpdate(body: C, options?: CallOptions): Promise<E>
  /** PUT of many at once. Rows fail one by one: read `failedRequest`. */
  bulk(bodies: readonly C[], options?: CallOptions): Promise<BulkOperationResult>
  /** The same with rows that are JSON text already, each one object. */
  bulkJson(rows: readonly string[], options?: CallOptions): Promise<BulkOperationResult>
  /** `ifMatch` is the ETag of what was read; 412 when somebody was faster. */
  patch(id: string, operations: JsonPatch, options?: CallOptions & { readonly ifMatch?: string }): Promise<E>
  /**
   * Reads, changes, and sends the difference as a JSON Patch with `If-Match`; reads and changes again when somebody was
   * faster. `change` writes to the draft it is given.
   * @returns the entity after the change, or as it was read when nothing differs
   * @throws ApiError with status 412 when others were faster every time
   */
  update(key: EntityKey, change: (draft: E) => void, options?: UpdateOptions): Promise<E>
  /** JSON texts of all versions, newest first. */
  versions(id: string, options?: CallOptions): Promise<readonly string[]>
  /** One version, e.g. `0.2`. */
  version(id: string, version: number | string, options?: CallOptions): Promise<E>
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

  async function getTagged(key: EntityKey, options: ReadOptions = {}): Promise<Tagged<E>> {
    const query = { fields: fieldsParameter(options.fields), include: options.include }
    const { body, etag } = await transport.requestTagged('GET', pathOf(key), {
      query,
      signal: options.signal,
    })
    return { entity: body as E, etag }
  }

  async function patch(
    id: string,
    operations: JsonPatch,
    { ifMatch, signal }: CallOptions & { readonly ifMatch?: string } = {},
  ): Promise<E> {
    const contentType = 'application/json-patch+json'
    const options = { body: operations, contentType, signal, ...(ifMatch ? { ifMatch } : {}) }
    return (await transport.request('PATCH', pathOf({ id }), options)) as E
  }

  async function page(options: ListOptions & { after?: string; before?: string } = {}) {
    const { pageSize = 100, fields, include, filters, after, before, signal } = options
    const query = { ...filters, limit: pageSize, fields: fieldsParameter(fields), include, after, before }
    return (await transport.request('GET', root, { query, signal })) as { data: E[]; paging: Paging }
  }

  return {
    get,
    getTagged,
    async create(body, { signal } = {}) {
      return (await transport.request('POST', root, { body, signal })) as E
    },
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
    patch,
    async update(key, change, { fields, attempts = 3, signal } = {}) {
      for (let attempt = 1; ; attempt += 1) {
        const { entity, etag } = await getTagged(key, { ...(fields === undefined ? {} : { fields }), signal })
        const draft = structuredClone(entity)
        change(draft)
        const operations = jsonDifference(entity, draft)
        if (operations.length === 0) return entity
        try {
          return await patch(entity.id, operations, {
            signal,
            ...(etag === undefined ? {} : { ifMatch: etag }),
          })
        } catch (error) {
          const wasSlower = error instanceof ApiError && error.status === 412
          if (!wasSlower || attempt >= attempts) throw error
        }
      }
    },
    async versions(id, { signal } = {}) {
      const path = `${pathOf({ id })}/versions`
      const { versions } = (await transport.request('GET', path, { signal })) as { versions: string[] }
      return versions
    },
    async version(id, version, { signal } = {}) {
      // Versions are printed with their minor part, as everywhere on the wire: 1.0.
      const text = typeof version === 'number' ? version.toFixed(1) : version
      return (await transport.request('GET', `${pathOf({ id })}/versions/${text}`, { signal })) as E
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
