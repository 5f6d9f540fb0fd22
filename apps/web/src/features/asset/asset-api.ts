/** Reads and changes one entity: cached with its ETag, so that a change can say which state it was made on. */
import { queryOptions } from '@tanstack/react-query'
import type { BulkOperationResult, EntityReference, JsonPatch, Paging } from '@waymark/spec'
import { type Answer, call, query } from '../../api/http.ts'
import { assetTexts as texts } from '../../texts/asset.ts'
import { type Asset, assetType } from './asset.ts'

export interface Loaded<A extends Asset = Asset> {
  readonly asset: A
  readonly etag: string | undefined
}

function loaded<A extends Asset>({ data, etag }: Answer<A>): Loaded<A> {
  return { asset: data, etag }
}

/** The name as one path segment. */
function segment(name: string): string {
  return encodeURIComponent(name)
}

export function assetKey(type: string, fqn: string): readonly string[] {
  return ['asset', type, fqn]
}

export async function readAsset<A extends Asset>(
  type: string,
  fqn: string,
  signal?: AbortSignal,
): Promise<Loaded<A>> {
  const known = assetType(type)
  if (!known) throw new RangeError(texts.noPageOfType(type))
  const path = `${known.collection}/name/${segment(fqn)}${query({ fields: known.fields.join(','), include: 'all' })}`
  return loaded(await call<A>(path, signal ? { signal } : {}))
}

export function assetQuery<A extends Asset = Asset>(type: string, fqn: string) {
  return queryOptions({
    queryKey: assetKey(type, fqn),
    queryFn: ({ signal }) => readAsset<A>(type, fqn, signal),
  })
}

/** @throws ApiError 412 when somebody else was faster; 403 without the right */
export async function patchAsset(
  type: string,
  id: string,
  patch: JsonPatch,
  etag: string | undefined,
): Promise<Loaded> {
  return loaded(
    await call<Asset>(`${collectionOf(type)}/${segment(id)}`, {
      method: 'PATCH',
      body: patch,
      contentType: 'application/json-patch+json',
      ifMatch: etag,
    }),
  )
}

function collectionOf(type: string): string {
  const known = assetType(type)
  if (!known) throw new RangeError(texts.noPageOfType(type))
  return known.collection
}

/** Deletes an asset with everything in it. It can be brought back unless it is deleted for good. */
export async function deleteAsset(type: string, id: string, isForGood: boolean): Promise<void> {
  const parameters = query({ recursive: true, hardDelete: isForGood })
  await call(`${collectionOf(type)}/${segment(id)}${parameters}`, { method: 'DELETE', timeoutMs: 120_000 })
}

/** Brings back a deleted asset, and what was deleted with it. */
export async function restoreAsset(type: string, id: string): Promise<void> {
  await call(`${collectionOf(type)}/restore`, { method: 'PUT', body: { id }, timeoutMs: 120_000 })
}

/** Makes somebody hear of what is said about an asset, or no longer. */
export async function follow(type: string, id: string, userId: string, isWanted: boolean): Promise<void> {
  const method = isWanted ? 'PUT' : 'DELETE'
  await call(`${collectionOf(type)}/${id}/followers/${userId}`, { method })
}

export interface ChildPage {
  readonly data: readonly Asset[]
  readonly paging: Paging
}

const childrenPerPage = 50

/** All lists of a type's assets. */
export function childrenKey(type: string): readonly string[] {
  return ['children', type]
}

/** One page of a type's assets, or of those inside another. `after`: the cursor that the page before ended with. */
export function childrenQuery(
  type: string,
  filter: string | undefined,
  fqn: string | undefined,
  after: string | undefined,
) {
  return queryOptions({
    queryKey: [...childrenKey(type), filter ?? '', fqn ?? '', after ?? ''],
    queryFn: async ({ signal }) => {
      const known = assetType(type)
      const fields = ['owners', 'tags'].filter((field) => known?.fields.includes(field)).join(',')
      const parameters = { ...(filter ? { [filter]: fqn } : {}), limit: childrenPerPage, after, fields }
      return (await call<ChildPage>(`${known?.collection ?? type}${query(parameters)}`, { signal })).data
    },
  })
}

interface GatheredPage {
  readonly data: readonly EntityReference[]
  readonly paging: Paging
}

/** All lists of assets that an entity gathers. */
export function gatheredKey(type: string, fqn: string): readonly string[] {
  return [...assetKey(type, fqn), 'gathered']
}

/** The first assets of a list that an entity has of them, inherited ones included. @param list - the last part of its path */
export function gatheredQuery(type: string, fqn: string, list: string, limit: number) {
  return queryOptions({
    queryKey: [...gatheredKey(type, fqn), list, limit],
    queryFn: async ({ signal }) => {
      const path = `${collectionOf(type)}/name/${segment(fqn)}/${list}${query({ limit })}`
      return (await call<GatheredPage>(path, { signal })).data
    },
  })
}

/** Adds or removes assets, each alone. @throws Error with the reason of the first that could not be */
export async function changeGathered(
  type: string,
  id: string,
  verb: 'add' | 'remove',
  assets: readonly EntityReference[],
): Promise<void> {
  if (assets.length === 0) return
  const body = { assets: assets.map(({ id: assetId, type: assetOf }) => ({ id: assetId, type: assetOf })) }
  const path = `${collectionOf(type)}/${segment(id)}/assets/${verb}`
  const { failedRequest: [failed] = [] } = (await call<BulkOperationResult>(path, { method: 'PUT', body }))
    .data
  if (failed) throw new Error(failed.message)
}
