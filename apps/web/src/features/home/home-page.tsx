/** The start page: search first, then what there is, what changed, what is missing, and who I am. */

import { Button, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, useNavigate } from '@tanstack/react-router'
import type { FormEvent, ReactNode } from 'react'
import { homeTexts as texts } from '../../texts/home.ts'
import { useDocumentTitle } from '../../ui/document-title.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { titleOf } from '../asset/asset.ts'
import { AssetIcon } from '../asset/asset-icon.tsx'
import { AssetLink } from '../asset/asset-link.tsx'
import { firstStepsQuery } from '../first-steps/first-steps-api.ts'
import { FirstStepsCard } from '../first-steps/first-steps-card.tsx'
import { type Hit, searchQuery } from '../search/search-api.ts'
import { type SearchState, urlOfSearch } from '../search/search-state.ts'
import { sessionQuery } from '../session/session.ts'
import { Counts, counted } from './counts.tsx'
import classes from './home.module.css'

const everything: SearchState = { q: '', chosen: {}, page: 1, sort: 'updated' }
/** Whose changes are news: data, and not the people and settings around it. */
const dataAssets: SearchState = { ...everything, chosen: { entityType: counted } }

export default function HomePage() {
  useDocumentTitle(texts.home)
  const { data: me } = useQuery(sessionQuery)
  const recent = useQuery(searchQuery(dataAssets, 8))
  const firstSteps = useQuery({ ...firstStepsQuery, enabled: me?.isAdmin === true })
  // The first steps stand above what is said of an empty catalog, and would push it down.
  const shown = recent.data?.total === 0 && firstSteps.isLoading ? undefined : recent.data
  const isEmpty = shown?.total === 0
  // Once: being there is remembered.
  if (isEmpty && firstSteps.data === null) return <Navigate to="/welcome" replace />
  const card = shown && firstSteps.data !== undefined && (
    <FirstStepsCard steps={firstSteps.data} isEmpty={isEmpty} />
  )
  return (
    <div className={classes.page}>
      <SearchFirst />
      {recent.isError ? (
        <Failure error={recent.error} what={texts.catalogNotRead} onRetry={() => void recent.refetch()} />
      ) : (
        <>
          <Counts buckets={shown?.facets.entityType} />
          {isEmpty && card}
          {isEmpty ? (
            <Empty
              title={texts.catalogEmpty}
              action={
                <Button component={Link} to="/ingestion/new">
                  {texts.connectSource}
                </Button>
              }
            >
              {texts.bringInElsewhere} <code>npx metadata ingest -c workflow.yaml</code>
              {texts.guideInReadme}
              {me?.isAdmin && (
                <p>
                  <Link to="/welcome" search={{ step: 'source' }}>
                    {texts.tryDemo}
                  </Link>
                </p>
              )}
            </Empty>
          ) : (
            <div className={classes.columns}>
              <Panel title={texts.recentlyChanged} more={{ ...everything }}>
                {shown ? (
                  <Rows hits={shown.hits} withTime />
                ) : (
                  <Loading rows={8} label={texts.theRecentChanges} />
                )}
              </Panel>
              <div className={classes.side}>
                <Me />
                <Mine />
                <Gap missing="description" title={texts.notDescribed} done={texts.allDescribed} />
                <Gap missing="owners" title={texts.withoutOwner} done={texts.allOwned} />
              </div>
            </div>
          )}
          {!isEmpty && card}
        </>
      )}
    </div>
  )
}

function SearchFirst() {
  const navigate = useNavigate()
  const { data: me } = useQuery(sessionQuery)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const q = String(new FormData(event.currentTarget).get('q')).trim()
    void navigate({ to: '/search', search: q === '' ? {} : { q } })
  }
  const first = me && titleOf(me).split(' ')[0]
  return (
    <section className={classes.hero}>
      <h1>{first ? texts.greeting(first) : texts.question}</h1>
      <form onSubmit={submit}>
        <TextInput
          name="q"
          size="lg"
          aria-label={texts.searchLabel}
          placeholder={texts.searchPlaceholder}
          leftSection={<IconSearch size={20} />}
          autoFocus
          rightSectionWidth={96}
          rightSection={
            <Button type="submit" size="compact-md">
              {texts.search}
            </Button>
          }
        />
      </form>
    </section>
  )
}

interface PanelProps {
  readonly title: string
  readonly more: SearchState
  readonly children: ReactNode
}

function Panel({ title, more, children }: PanelProps) {
  return (
    <section className={classes.panel} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <Link to="/search" search={urlOfSearch(more)} aria-label={texts.allOf(title)}>
          {texts.all}
        </Link>
      </header>
      {children}
    </section>
  )
}

function Rows({ hits, withTime = false }: { readonly hits: readonly Hit[]; readonly withTime?: boolean }) {
  return (
    <ul className={classes.rows}>
      {hits.map(({ source }) => (
        <li key={source.id}>
          <AssetIcon type={source.entityType} tableType={source.tableType} />
          <span className={classes.what}>
            <AssetLink type={source.entityType} fqn={source.fullyQualifiedName}>
              {titleOf(source)}
            </AssetLink>
            <span className={classes.where}>{source.fullyQualifiedName}</span>
          </span>
          {withTime && source.updatedAt !== undefined && (
            <span className={classes.when}>
              <RelativeTime atMs={source.updatedAt} />
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}

interface GapProps {
  readonly missing: 'description' | 'owners'
  readonly title: string
  readonly done: string
}

const mostGaps = 4
const mostMine = 5

function Gap({ missing, title, done }: GapProps) {
  const state: SearchState = { ...everything, missing }
  const found = useQuery(searchQuery(state, mostGaps))
  return (
    <Panel title={found.data ? `${title} (${found.data.total.toLocaleString('en')})` : title} more={state}>
      <div className={classes.gap}>
        {found.isPending && <Loading rows={mostGaps} label={title} />}
        {found.isError && (
          <Failure error={found.error} what={texts.notCounted} onRetry={() => void found.refetch()} />
        )}
        {found.data?.total === 0 && <p className={classes.done}>{done}</p>}
        {found.data && found.data.total > 0 && <Rows hits={found.data.hits} />}
      </div>
    </Panel>
  )
}

/** What the reader answers for, and what they follow; it came with who they are. */
function Mine() {
  const { data: me } = useQuery(sessionQuery)
  const lists = [
    { title: texts.youOwn, references: me?.owns ?? [] },
    { title: texts.youFollow, references: me?.follows ?? [] },
  ]
  return lists.map(({ title, references }) => {
    const present = references.filter(({ deleted }) => !deleted)
    if (present.length === 0) return null
    const name = title(present.length.toLocaleString('en'))
    return (
      <section key={name} className={classes.panel} aria-label={name}>
        <header>
          <h2>{name}</h2>
        </header>
        <ul className={classes.rows}>
          {present.slice(0, mostMine).map((reference) => (
            <li key={reference.id}>
              <AssetIcon type={reference.type} />
              <span className={classes.what}>
                <AssetLink type={reference.type} fqn={reference.fullyQualifiedName ?? ''}>
                  {titleOf(reference)}
                </AssetLink>
                <span className={classes.where}>{reference.fullyQualifiedName}</span>
              </span>
            </li>
          ))}
        </ul>
      </section>
    )
  })
}

function Me() {
  const { data: me } = useQuery(sessionQuery)
  if (!me) return null
  const list = (
    references: readonly { name?: string; displayName?: string; id: string }[] | undefined,
  ): string => references?.map(titleOf).join(', ') || texts.none
  return (
    <section className={classes.panel} aria-label={texts.you}>
      <header>
        <h2>{texts.you}</h2>
        <AssetLink type="user" fqn={me.fullyQualifiedName}>
          {texts.profile}
        </AssetLink>
      </header>
      <p className={classes.done}>
        <strong>{titleOf(me)}</strong> · {me.email}
        <br />
        {me.isAdmin && texts.administrator}
        {texts.teamsAndRoles(list(me.teams), list(me.roles))}
      </p>
    </section>
  )
}
