/** What wears a word: tables, columns' tables, dashboards. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { vocabularyTexts as texts } from '../../texts/vocabulary.ts'
import { Failure, Loading } from '../../ui/states.tsx'
import { LinkedAssets } from '../asset/linked-assets.tsx'
import { wearersQuery } from './vocabulary-api.ts'

const [atFirst, most] = [20, 1000]

export function Wearers({ type, fqn }: { readonly type: string; readonly fqn: string }) {
  const [limit, setLimit] = useState(atFirst)
  const found = useQuery(wearersQuery(type, fqn, limit))
  if (found.isPending) return <Loading rows={3} label={texts.wornBy} />
  if (found.isError) {
    return <Failure error={found.error} what={texts.wornBy} onRetry={() => void found.refetch()} />
  }
  const { data, paging } = found.data
  if (data.length === 0) return <p className="dim">{texts.wornByNothing}</p>
  return (
    <>
      <LinkedAssets title={texts.wornBy} references={data} total={paging.total} />
      {paging.total > data.length && limit < most && (
        <div>
          <Button size="compact-sm" variant="default" onClick={() => setLimit(most)}>
            {texts.wornByMore(paging.total)}
          </Button>
        </div>
      )}
    </>
  )
}
