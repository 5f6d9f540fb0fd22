/** Everything of one type, page by page: all glossaries, all domains, all teams. */

import { Skeleton } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { isAccessType } from '../../texts/access.ts'
import { controlTexts } from '../../texts/controls.ts'
import { Bar } from '../../ui/bar.tsx'
import { useDocumentTitle } from '../../ui/document-title.ts'
import { onDemand } from '../../ui/on-demand.tsx'
import { Loading } from '../../ui/states.tsx'
import classes from '../asset/asset.module.css'
import { assetType, typeLabel } from '../asset/asset.ts'
import { AssetChildren } from '../asset/asset-children.tsx'
import { UnknownType } from '../asset/asset-page.tsx'
import { ConnectButton } from '../ingestion/connect-button.tsx'
import { sourceKinds } from '../ingestion/source-kinds.ts'
import { vocabularyOf } from '../vocabulary/vocabulary.ts'

const AccessList = onDemand(
  () => import('../access/access-list.tsx'),
  <Loading rows={8} label={controlTexts.theList} />,
)
const NewFamily = onDemand(
  () => import('../vocabulary/new-family.tsx'),
  <Skeleton height={30} width="10rem" />,
)

const route = getRouteApi('/shell/browse/$type')

export default function BrowsePage() {
  const { type } = route.useParams()
  useDocumentTitle(typeLabel(type, true))
  const family = vocabularyOf(type)?.family
  const filter = route.useSearch()
  if (!assetType(type)) return <UnknownType type={type} />
  if (isAccessType(type)) return <AccessList key={type} type={type} filter={filter} />
  return (
    <div className={classes.page}>
      <Bar>
        <h1>{typeLabel(type, true)}</h1>
        {sourceKinds.includes(type) && <ConnectButton type={type} />}
      </Bar>
      {family === type && <NewFamily family={family} />}
      <AssetChildren key={type} type={type} isOneOfSeveral={false} />
    </div>
  )
}
