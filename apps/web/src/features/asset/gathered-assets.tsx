/** The assets that an entity gathers: what wears a word, belongs to a domain, is offered or used by a data product. */
import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { EntityReference } from '@waymark/spec'
import { useState } from 'react'
import { gatheredTexts as texts } from '../../texts/asset.ts'
import { announceFailed, announceSaved } from '../../ui/saved-notice.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { useRefusal } from '../session/use-refusal.ts'
import classes from './asset.module.css'
import type { Asset } from './asset.ts'
import { changeGathered, gatheredKey, gatheredQuery } from './asset-api.ts'
import { LinkedAssets } from './linked-assets.tsx'
import { Picker } from './picker.tsx'
import { choiceOfReference, type ReferenceChoice, searchedReferences } from './references-field.tsx'

type List = keyof typeof texts.lists

const [atFirst, most] = [20, 1000]
const dataAssets = searchedReferences('dataAsset')

/** By the type that gathers, its lists of assets. */
const listsOf: Readonly<Record<string, readonly List[]>> = {
  glossary: ['wearers'],
  glossaryTerm: ['wearers'],
  classification: ['wearers'],
  tag: ['wearers'],
  domain: ['belongings'],
  dataProduct: ['offered', 'inputPorts', 'outputPorts'],
}

/** Lists that are changed here; a word is put on where it is worn. */
const changedHere: ReadonlySet<List> = new Set(['belongings', 'offered'])

export const gathersAssets = (type: string): boolean => Object.hasOwn(listsOf, type)

interface GathererProps {
  readonly type: string
  readonly asset: Asset
}

export function GatheredAssets({ type, asset }: GathererProps) {
  return listsOf[type]?.map((list) => <Gathered key={list} type={type} asset={asset} list={list} />)
}

function Gathered({ type, asset, list }: GathererProps & { readonly list: List }) {
  const [limit, setLimit] = useState(atFirst)
  const fqn = asset.fullyQualifiedName
  const found = useQuery(gatheredQuery(type, fqn, list.endsWith('Ports') ? list : 'assets', limit))
  const { title, none } = texts.lists[list]
  if (found.isPending) return <Loading rows={3} label={title} />
  if (found.isError) return <Failure error={found.error} what={title} onRetry={() => void found.refetch()} />
  const { data, paging } = found.data
  if (data.length === 0 && none === '') return null
  return (
    <>
      {changedHere.has(list) && <Change type={type} asset={asset} gathered={data} />}
      {data.length === 0 ? (
        <p className="dim">{none}</p>
      ) : (
        <LinkedAssets title={title} references={data} total={paging.total} />
      )}
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

/** The way to gather more, and to let some of those that are shown go. */
function Change({
  type,
  asset,
  gathered,
}: GathererProps & { readonly gathered: readonly EntityReference[] }) {
  const client = useQueryClient()
  const refusal = useRefusal(type, asset)('EditAll')
  // What came with something above goes with that.
  const own = gathered.filter(({ inherited }) => !inherited)
  const save = async (chosen: readonly ReferenceChoice[]): Promise<void> => {
    const after = chosen.map(({ reference }) => reference)
    const missingIn = (those: readonly EntityReference[], these: readonly EntityReference[]) =>
      these.filter(({ id }) => those.every((one) => one.id !== id))
    try {
      await changeGathered(type, asset.id, 'add', missingIn(own, after))
      await changeGathered(type, asset.id, 'remove', missingIn(after, own))
      announceSaved(texts.changed)
    } finally {
      await client.invalidateQueries({ queryKey: gatheredKey(type, asset.fullyQualifiedName) })
    }
  }
  return (
    <div className={classes.name}>
      <Picker<ReferenceChoice>
        label={texts.change}
        choices={dataAssets}
        chosen={own.map(choiceOfReference)}
        onSave={(chosen) => void save(chosen).catch(announceFailed)}
        refusal={refusal}
      >
        <span>{texts.change}</span>
      </Picker>
    </div>
  )
}
