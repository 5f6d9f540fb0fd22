/** The page of one asset: finds the right page for its type, and says what is wrong when there is none. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense } from 'react'
import { hasStatus } from '../../api/http.ts'
import { useDocumentTitle } from '../../ui/document-title.ts'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { familyOf, vocabularyOf } from '../vocabulary/vocabulary.ts'
import { assetType, type TableAsset, titleOf, typeLabel } from './asset.ts'
import { assetQuery } from './asset-api.ts'

const Announcements = lazy(() => import('../activity/announcements.tsx'))
const TypePage = lazy(() => import('./type-page.tsx'))
const TablePage = lazy(() => import('../table/table-page.tsx'))
const BotPage = lazy(() => import('../bot/bot-page.tsx'))
const IngestionPage = lazy(() => import('../ingestion/ingestion-page.tsx'))
const TestCasePage = lazy(() => import('../quality/test-case-page.tsx'))
const VocabularyFrame = lazy(() => import('../vocabulary/vocabulary-frame.tsx'))
const TeamPage = lazy(() => import('../access/team-page.tsx'))
const RolePage = lazy(() => import('../access/role-page.tsx'))
const PolicyPage = lazy(() => import('../access/policy-page.tsx'))
const UserPage = lazy(() => import('../user/user-page.tsx'))

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
  const found = useQuery(assetQuery(type, fqn))
  const label = typeLabel(type)
  useDocumentTitle(found.data ? `${titleOf(found.data.asset)} – ${label}` : fqn)
  if (found.isPending) return <Loading rows={9} label={label} />
  if (found.isError) {
    if (hasStatus(found.error, 404)) return <NotFound label={label} fqn={fqn} />
    return (
      <Failure
        error={found.error}
        what={`This ${label.toLowerCase()} could not be loaded`}
        onRetry={() => void found.refetch()}
      />
    )
  }
  const { asset } = found.data
  let page: ReactNode
  // The asset was read from the tables' collection.
  if (type === 'table') page = <TablePage table={asset as unknown as TableAsset} />
  else if (type === 'user') page = <UserPage asset={asset} />
  else if (type === 'team') page = <TeamPage asset={asset} />
  else if (type === 'role') page = <RolePage asset={asset} />
  else if (type === 'policy') page = <PolicyPage asset={asset} />
  else if (type === 'bot') page = <BotPage asset={asset} />
  else if (type === 'testCase') page = <TestCasePage asset={asset} />
  else if (type === 'ingestionPipeline') page = <IngestionPage asset={asset} />
  else page = <TypePage type={type} asset={asset} />
  return (
    <>
      <Suspense fallback={null}>
        <Announcements type={type} fqn={asset.fullyQualifiedName} />
      </Suspense>
      <Suspense fallback={<Loading rows={9} label={label} />}>{page}</Suspense>
    </>
  )
}

function NotFound({ label, fqn }: { readonly label: string; readonly fqn: string }) {
  useDocumentTitle('Not found')
  const name = fqn.split('.').at(-1)?.replaceAll('"', '') ?? fqn
  return (
    <Empty
      title={`No ${label.toLowerCase()} has this name`}
      action={
        <Button component="a" href={`/search?q=${encodeURIComponent(name)}`} variant="default">
          Search for “{name}”
        </Button>
      }
    >
      <code>{fqn}</code> is not in the catalog. It may have been renamed or deleted, or was never ingested.
    </Empty>
  )
}

export function UnknownType({ type }: { readonly type?: string }) {
  useDocumentTitle('Not found')
  return (
    <Empty
      title="There is no such page"
      action={
        <Button component="a" href="/" variant="default">
          Go home
        </Button>
      }
    >
      {type && (
        <>
          Nothing in the catalog is called “{type}”. Pages of assets look like{' '}
          <code>/table/service.database.schema.table</code>.
        </>
      )}
    </Empty>
  )
}
