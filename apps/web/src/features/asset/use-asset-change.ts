/** Changes an asset: shown at once, sent with If-Match, taken back when refused, undoable afterwards. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import type { JsonPatch } from '@waymark/spec'
import { useCallback } from 'react'
import { hasStatus } from '../../api/http.ts'
import { sessionEndedKey } from '../../api/query-client.ts'
import { assetTexts as texts } from '../../texts/asset.ts'
import type { Asset } from './asset.ts'
import { assetKey, type Loaded, patchAsset, readAsset } from './asset-api.ts'
import type { EditableText } from './editable-text.ts'

/** Somebody else changed the same in between; of a text, `theirs` is what it says now. */
export class EditConflict extends Error {
  readonly theirs: string | undefined
  readonly by: string
  constructor(theirs: string | undefined, by: string) {
    super(texts.changedInMeantimeShown(by))
    this.name = 'EditConflict'
    this.theirs = theirs
    this.by = by
  }
}

interface Edit {
  readonly patch: (asset: Asset) => JsonPatch
  readonly apply: (asset: Asset) => Asset
}

/**
 * Changes of one asset take turns: each is made on the state that the one before it left.
 * @throws ApiError 412 when somebody else was faster; what is shown is then as it was
 */
export function changeAsset(client: QueryClient, type: string, fqn: string, edit: Edit): Promise<void> {
  const turns = client.getMutationCache().build(client, {
    mutationFn: () => changeNow(client, type, fqn, edit),
    scope: { id: assetKey(type, fqn).join('\n') },
    networkMode: 'always',
  })
  return turns.execute(undefined)
}

async function changeNow(client: QueryClient, type: string, fqn: string, edit: Edit): Promise<void> {
  const key = assetKey(type, fqn)
  await client.cancelQueries({ queryKey: key })
  const before = client.getQueryData<Loaded>(key) ?? (await readAsset(type, fqn))
  const shown = edit.apply(before.asset)
  client.setQueryData(key, { ...before, asset: shown })
  try {
    const after = await patchAsset(type, before.asset.id, edit.patch(before.asset), before.etag)
    // What is being read now may be from before the change: it is read anew.
    const isRead = client.isFetching({ queryKey: key }) > 0
    await client.cancelQueries({ queryKey: key })
    // The answer may leave out links that were not asked for; what is on the page stays.
    client.setQueryData(key, { asset: { ...shown, ...after.asset }, etag: after.etag })
    void client.invalidateQueries({ queryKey: ['versions', before.asset.id] })
    if (isRead || after.etag === undefined) void client.invalidateQueries({ queryKey: key })
  } catch (error) {
    client.setQueryData(key, before)
    if (hasStatus(error, 401)) client.setQueryData(sessionEndedKey, true)
    throw error
  }
}

export interface AssetChanges {
  /**
   * Saves a text that began as `base`. When only other parts of the asset changed meanwhile it is sent again on top.
   * @throws EditConflict when the text itself changed
   */
  readonly saveText: (text: EditableText, value: string, base: string) => Promise<void>
  /**
   * Sets a whole member (`tags`, `owners`, `disabled`). When only others changed meanwhile it is sent again on top.
   * @throws EditConflict when the member itself changed
   */
  readonly setMember: (member: string, value: unknown) => Promise<void>
}

export function useAssetChanges(type: string, fqn: string): AssetChanges {
  const client = useQueryClient()
  const saveText = useCallback(
    async (text: EditableText, value: string, base: string) => {
      const key = assetKey(type, fqn)
      const send = async (): Promise<void> => {
        const current = client.getQueryData<Loaded>(key) ?? (await readAsset(type, fqn))
        const now = text.read(current.asset)
        if (now !== base) throw new EditConflict(now, current.asset.updatedBy)
        await changeAsset(client, type, fqn, {
          patch: (asset) => text.patch(asset, value),
          apply: (asset) => text.write(asset, value),
        })
      }
      try {
        await send()
      } catch (error) {
        if (!hasStatus(error, 412, 409)) throw error
        client.setQueryData(key, await readAsset(type, fqn))
        await send()
      }
    },
    [client, type, fqn],
  )
  const setMember = useCallback(
    async (member: string, value: unknown) => {
      const key = assetKey(type, fqn)
      const memberOf = (loaded: Loaded | undefined): string =>
        JSON.stringify(loaded?.asset[member as keyof Asset] ?? null) // any member has a JSON text
      const before = memberOf(client.getQueryData<Loaded>(key))
      const send = () =>
        changeAsset(client, type, fqn, {
          patch: () => [{ op: 'add', path: `/${member}`, value }],
          apply: (asset) => ({ ...asset, [member]: value }),
        })
      try {
        await send()
      } catch (error) {
        if (!hasStatus(error, 412, 409)) throw error
        const now = await readAsset(type, fqn)
        client.setQueryData(key, now)
        if (memberOf(now) !== before) throw new EditConflict(undefined, now.asset.updatedBy)
        await send()
      }
    },
    [client, type, fqn],
  )
  return { saveText, setMember }
}
