/** Everything of one type, page by page: all glossaries, all domains, all teams. */
import { getRouteApi } from '@tanstack/react-router'
import { useDocumentTitle } from '../../ui/document-title.ts'
import classes from '../asset/asset.module.css'
import { assetType, typeLabel } from '../asset/asset.ts'
import { AssetChildren } from '../asset/asset-children.tsx'
import { UnknownType } from '../asset/asset-page.tsx'

const route = getRouteApi('/shell/browse/$type')

export default function BrowsePage() {
  const { type } = route.useParams()
  useDocumentTitle(typeLabel(type, true))
  if (!assetType(type)) return <UnknownType type={type} />
  return (
    <div className={classes.page}>
      <h1>{typeLabel(type, true)}</h1>
      <AssetChildren key={type} type={type} isOneOfSeveral={false} />
    </div>
  )
}
