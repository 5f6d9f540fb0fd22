/** The page of one asset: finds the right page for its type, and says what is wrong when there is none. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect } from 'react'
import { hasStatus } from '../../api/http.ts'
import { assetTexts as texts } from '../../texts/asset.ts'
import { useDocumentTitle } from '../../ui/document-title.ts'
import { onDemand } from '../../ui/on-demand.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { announcementsQuery } from '../activity/activity-api.ts'
import { familyOf, vocabularyOf } from '../vocabulary/vocabulary.ts'
import { assetType, titleOf, typeLabel } from './asset.ts'
import { assetQuery } from './asset-api.ts'

const waiting = <Loading rows={9} label={texts.thePage} />
const Announcements = onDemand(() => import('../activity/announcements.tsx'))
const TypePage = onDemand(() => import('./type-page.tsx'), waiting)
const VocabularyFrame = onDemand(() => import('../vocabulary/vocabulary-frame.tsx'), waiting)
/** Pages of types that need more than what all assets have. */
const ownPages = {
  table: onDemand(() => import('../table/table-page.tsx'), waiting),
  user: onDemand(() => import('../user/user-page.tsx'), waiting),
  team: onDemand(() => import('../access/team-page.tsx'), waiting),
  role: onDemand(() => import('../access/role-page.tsx'), waiting),
  policy: onDemand(() => import('../access/policy-page.tsx'), waiting),
  bot: onDemand(() => import('../bot/bot-page.tsx'), waiting),
  testCase: onDemand(() => import('../quality/test-case-page.tsx'), waiting),
  ingestionPipeline: onDemand(() => import('../ingestion/ingestion-page.tsx'), waiting),
}

const hasOwnPage = (type: string): type is keyof typeof ownPages => Object.hasOwn(ownPages, type)

const route = getRouteApi('/shell/$type/$fqn')

export default function AssetPage() {
  const { type, fqn } = route.useParams()
  if (!assetType(type)) return <UnknownType type={type} />
  const page = <KnownAsset key={`${type} ${fqn}`} type={type} fqn={fqn} />
  const vocabulary = vocabularyOf(type)
  if (!vocabulary) return page
  return (
    <VocabularyFrame key={familyOf(fqn)} vocabulary={vocabulary} type={type} fqn={fqn}>
      {page}
    </VocabularyFrame>
  )
}

function KnownAsset({ type, fqn }: { readonly type: string; readonly fqn: string }) {
  const Page = hasOwnPage(type) ? ownPages[type] : TypePage
  useEffect(() => Page.load(), [Page])
  const found = useQuery(assetQuery(type, fqn))
  // Asked for together with the asset and waited for: they stand above it, and would push it down.
  const announced = useQuery(announcementsQuery(type, fqn))
  const label = typeLabel(type)
  useDocumentTitle(found.data ? `${titleOf(found.data.asset)} – ${label}` : fqn)
  if (found.isError) {
    if (hasStatus(found.error, 404)) return <NotFound label={label} fqn={fqn} />
    return (
      <Failure
        error={found.error}
        what={texts.assetNotLoaded(label.toLowerCase())}
        onRetry={() => void found.refetch()}
      />
    )
  }
  if (found.isPending || announced.isPending) return <Loading rows={9} label={label} />
  const { asset } = found.data
  return (
    <>
      {announced.data && announced.data.length > 0 && <Announcements announced={announced.data} />}
      <Page type={type} asset={asset} />
    </>
  )
}

function NotFound({ label, fqn }: { readonly label: string; readonly fqn: string }) {
  useDocumentTitle(texts.notFound)
  const name = fqn.split('.').at(-1)?.replaceAll('"', '') ?? fqn
  return (
    <Empty
      title={texts.noneOfThisName(label.toLowerCase())}
      action={
        <Button component="a" href={`/search?q=${encodeURIComponent(name)}`} variant="default">
          {texts.searchFor(name)}
        </Button>
      }
    >
      <code>{fqn}</code> {texts.notInCatalog}
    </Empty>
  )
}

export function UnknownType({ type }: { readonly type?: string }) {
  useDocumentTitle(texts.notFound)
  return (
    <Empty
      title={texts.noSuchPage}
      action={
        <Button component="a" href="/" variant="default">
          {texts.goHome}
        </Button>
      }
    >
      {type && (
        <>
          {texts.noSuchType(type)} <code>/table/service.database.schema.table</code>.
        </>
      )}
    </Empty>
  )
}
