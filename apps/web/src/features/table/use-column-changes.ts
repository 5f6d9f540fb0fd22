/** Saves changes of many columns in one write: shown at once, sent with If-Match, again on top of what others wrote. */
import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { hasStatus } from '../../api/http.ts'
import { columnsTexts as texts } from '../../texts/columns.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { assetKey, type Loaded, readAsset } from '../asset/asset-api.ts'
import { changeAsset } from '../asset/use-asset-change.ts'
import { applied, type ColumnEdit, patchOf, reversed, stillValid } from './column-edits.ts'

/** @returns saves, and rejects (ApiError) when nothing was saved; columns that others changed meanwhile are named in a notice */
export function useColumnChanges(fqn: string): (edits: readonly ColumnEdit[]) => Promise<void> {
  const client = useQueryClient()
  return useCallback(
    async (edits) => {
      const key = assetKey('table', fqn)
      const send = async (wanted: readonly ColumnEdit[]): Promise<readonly ColumnEdit[]> => {
        const current = client.getQueryData<Loaded>(key) ?? (await readAsset('table', fqn))
        const { valid, stale } = stillValid(current.asset, wanted)
        if (stale.length > 0) {
          const listed = stale.map(({ name }) => name).join(', ')
          announceFailed(new Error(texts.conflict(listed, current.asset.updatedBy)))
        }
        if (valid.length === 0) return valid
        await changeAsset(client, 'table', fqn, {
          patch: (asset) => patchOf(asset, valid),
          apply: (asset) => applied(asset, valid),
        })
        return valid
      }
      const save = async (wanted: readonly ColumnEdit[]): Promise<readonly ColumnEdit[]> => {
        try {
          return await send(wanted)
        } catch (error) {
          if (!hasStatus(error, 412, 409)) throw error
          client.setQueryData(key, await readAsset('table', fqn))
          return await send(wanted)
        }
      }
      const saved = await save(edits)
      if (saved.length === 0) return
      announceSaved(texts.saved(saved.length), async () => {
        await save(reversed(saved))
      })
    },
    [client, fqn],
  )
}
