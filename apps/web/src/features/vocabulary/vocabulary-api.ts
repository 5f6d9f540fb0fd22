/** Reads and changes the words of a family: the whole of it at once, since a tree is looked at as one. */
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { JsonPatch, Paging } from '@waymark/spec'
import { call, query } from '../../api/http.ts'
import { type Asset, assetType } from '../asset/asset.ts'
import { assetKey, childrenKey, type Loaded } from '../asset/asset-api.ts'
import type { Term, Vocabulary } from './vocabulary.ts'

/** More words than this in one family help nobody as a tree. */
export const mostTerms = 5_000
const perPage = 1_000

interface TermPage {
  readonly data: readonly Term[]
  readonly paging: Paging
}

const pathOf = (type: string): string => assetType(type)?.collection ?? type

/** Everything in a family, in no order; at most {@link mostTerms}. */
export function termsQuery({ family, item }: Vocabulary, fqn: string) {
  return queryOptions({
    queryKey: [...childrenKey(item), 'tree', fqn],
    queryFn: async ({ signal }) => {
      const terms: Term[] = []
      let after: Paging['after']
      do {
        const parameters = { [family]: fqn, limit: perPage, after: after ?? undefined }
        const { data } = await call<TermPage>(`${pathOf(item)}${query(parameters)}`, { signal })
        terms.push(...data.data)
        after = data.paging.after
      } while (after && terms.length < mostTerms)
      return terms
    },
  })
}

export interface NewWord {
  readonly name: string
  readonly displayName?: string
  readonly description: string
  readonly synonyms?: readonly string[]
  readonly mutuallyExclusive?: boolean
}

/** Creates a word below another or directly in its family; or, without `place`, a family. */
export async function createWord(
  type: string,
  word: NewWord,
  place: Readonly<Record<string, string>> = {},
): Promise<Asset> {
  return (await call<Asset>(pathOf(type), { method: 'POST', body: { ...word, ...place } })).data
}

/** Refused (400, 412) when it has moved or got another name since it was read. */
async function patchWord(type: string, word: Asset, patch: JsonPatch): Promise<Asset> {
  const body = [{ op: 'test', path: '/fullyQualifiedName', value: word.fullyQualifiedName }, ...patch]
  const contentType = 'application/json-patch+json'
  return (await call<Asset>(`${pathOf(type)}/${word.id}`, { method: 'PATCH', body, contentType })).data
}

export function renameWord(type: string, word: Asset, name: string, displayName: string): Promise<Asset> {
  return patchWord(type, word, [
    ...(name === word.name ? [] : [{ op: 'replace' as const, path: '/name', value: name }]),
    ...(displayName === (word.displayName ?? '')
      ? []
      : [{ op: 'add' as const, path: '/displayName', value: displayName }]),
  ])
}

/** @param to - the term above; undefined: directly in the family */
export function moveWord(type: string, word: Asset, to: Asset | undefined): Promise<Asset> {
  return patchWord(type, word, [
    to ? { op: 'add', path: '/parent', value: { id: to.id, type } } : { op: 'remove', path: '/parent' },
  ])
}

/** After a change of names or places: whatever shows the words is asked for again. */
export async function refreshWords(client: QueryClient, { family, item }: Vocabulary): Promise<void> {
  await Promise.all([
    ...[family, item].map((type) => client.invalidateQueries({ queryKey: childrenKey(type) })),
    client.invalidateQueries({ queryKey: ['asset', item] }),
  ])
}

/** Puts what a change answered where the page of its new name looks first. */
export function keepAnswer(client: QueryClient, type: string, before: Asset, after: Asset): void {
  const held = client.getQueryData<Loaded>(assetKey(type, before.fullyQualifiedName))
  if (held)
    client.setQueryData(assetKey(type, after.fullyQualifiedName), {
      asset: { ...held.asset, ...after },
      etag: undefined,
    })
}
