/** Assets of one type, page by page: all of them, or what is inside another: databases of a service, tables of a schema. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { assetTexts as texts } from '../../texts/asset.ts'
import { MarkdownLine } from '../../ui/markdown-text.tsx'
import { Pager } from '../../ui/pager.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import classes from './asset.module.css'
import { assetType, titleOf, typeLabel } from './asset.ts'
import { childrenQuery } from './asset-api.ts'
import { AssetIcon } from './asset-icon.tsx'
import { AssetLink } from './asset-link.tsx'
import { TagList } from './tag-list.tsx'

interface ChildrenProps {
  readonly type: string
  /** The list's filter, and the asset above that it names; all of the type without them. */
  readonly filter?: string
  readonly fqn?: string
  /** Where other lists stand beside this one, an empty one says nothing. */
  readonly isOneOfSeveral: boolean
}

export function AssetChildren({ type, filter, fqn, isOneOfSeveral }: ChildrenProps) {
  // Cursors of the pages before this one: the API pages forward by cursor, and back is where we came from.
  const [cursors, setCursors] = useState<readonly string[]>([])
  const page = useQuery({
    ...childrenQuery(type, filter, fqn, cursors.at(-1)),
    placeholderData: keepPreviousData,
  })
  const plural = typeLabel(type, true)
  if (page.isPending) return <Loading rows={6} label={plural} />
  if (page.isError) {
    return (
      <Failure
        error={page.error}
        what={texts.notLoaded(plural.toLowerCase())}
        onRetry={() => void page.refetch()}
      />
    )
  }
  const { data, paging } = page.data
  if (data.length === 0) {
    if (isOneOfSeveral) return null
    return (
      <Empty title={texts.noneHere(plural.toLowerCase())}>
        {assetType(type)?.hasLineage && (
          <>
            {texts.broughtByIngestion} <code>metadata ingest -c file.yaml</code>
            {texts.filtersMayLeaveOut}
          </>
        )}
      </Empty>
    )
  }
  return (
    <section aria-label={plural}>
      <table className={classes.rows}>
        <thead>
          <tr>
            <th>
              {plural} ({paging.total.toLocaleString('en')})
            </th>
            <th>{texts.description}</th>
            <th>{texts.ownersAndTags}</th>
          </tr>
        </thead>
        <tbody>
          {data.map((child) => (
            <tr key={child.id}>
              <td>
                <span className={classes.name}>
                  <AssetIcon
                    type={type}
                    tableType={'tableType' in child ? String(child.tableType) : undefined}
                  />
                  <AssetLink type={type} fqn={child.fullyQualifiedName}>
                    {titleOf(child)}
                  </AssetLink>
                </span>
              </td>
              <td>
                {child.description ? (
                  <MarkdownLine source={child.description.slice(0, 300)} />
                ) : (
                  <span className="dim">–</span>
                )}
              </td>
              <td>
                {child.owners?.map(titleOf).join(', ')} <TagList tags={child.tags} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Pager cursors={cursors} after={paging.after} onMove={setCursors} />
    </section>
  )
}
