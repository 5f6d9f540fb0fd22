/** The assets that an entity gathers: what wears a word, belongs to a domain, is offered or used by a data product. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { gatheredTexts as texts } from '../../texts/asset.ts'
import { Failure, Loading } from '../../ui/states.tsx'
import { gatheredQuery } from './asset-api.ts'
import { LinkedAssets } from './linked-assets.tsx'

const [atFirst, most] = [20, 1000]

/** By the type that gathers, its lists of assets. */
const listsOf: Readonly<Record<string, readonly (keyof typeof texts.lists)[]>> = {
  glossary: ['wearers'],
  glossaryTerm: ['wearers'],
  classification: ['wearers'],
  tag: ['wearers'],
  domain: ['belongings'],
  dataProduct: ['offered', 'inputPorts', 'outputPorts'],
}

export const gathersAssets = (type: string): boolean => Object.hasOwn(listsOf, type)

export function GatheredAssets({ type, fqn }: { readonly type: string; readonly fqn: string }) {
  return listsOf[type]?.map((list) => <Gathered key={list} type={type} fqn={fqn} list={list} />)
}

interface GatheredProps {
  readonly type: string
  readonly fqn: string
  readonly list: keyof typeof texts.lists
}

function Gathered({ type, fqn, list }: GatheredProps) {
  const [limit, setLimit] = useState(atFirst)
  const { title, none } = texts.lists[list]
  const found = useQuery(gatheredQuery(type, fqn, list.endsWith('Ports') ? list : 'assets', limit))
  if (found.isPending) return <Loading rows={3} label={title} />
  if (found.isError) return <Failure error={found.error} what={title} onRetry={() => void found.refetch()} />
  const { data, paging } = found.data
  if (data.length === 0) return none === '' ? null : <p className="dim">{none}</p>
  return (
    <>
      <LinkedAssets title={title} references={data} total={paging.total} />
      {paging.total > data.length && limit < most && (
        <div>
          <Button size="compact-sm" variant="default" onClick={() => setLimit(most)}>
            {texts.showAll(paging.total)}
          </Button>
        </div>
      )}
    </>
  )
}
