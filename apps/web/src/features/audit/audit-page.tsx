/** Who did what to whom, for administrators: sign-ins, credentials, rights, secrets, settings. */
import { Button, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconDownload } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { auditTexts as texts } from '../../texts/audit.ts'
import { Bar } from '../../ui/bar.tsx'
import { useDocumentTitle } from '../../ui/document-title.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import assetClasses from '../asset/asset.module.css'
import { assetType, titleOf, typeLabel } from '../asset/asset.ts'
import { AssetLink } from '../asset/asset-link.tsx'
import classes from './audit.module.css'
import { type AuditEntry, type AuditFilter, auditExport, auditQuery, categories } from './audit-api.ts'

const route = getRouteApi('/shell/settings/audit')

export default function AuditPage() {
  useDocumentTitle(texts.auditLog)
  const filter = route.useSearch()
  const found = useInfiniteQuery(auditQuery(filter))
  const entries = found.data?.pages.flatMap(({ data }) => data) ?? []
  return (
    <div className={assetClasses.page}>
      <Bar>
        <h1>{texts.auditLog}</h1>
        <Button
          component="a"
          href={auditExport(filter)}
          download="audit.csv"
          variant="default"
          leftSection={<IconDownload size={15} />}
        >
          {texts.download}
        </Button>
      </Bar>
      <Filters filter={filter} />
      {found.isPending && <Loading rows={10} label={texts.theAuditLog} />}
      {found.isError && (
        <Failure error={found.error} what={texts.auditLogNotLoaded} onRetry={() => void found.refetch()} />
      )}
      {found.data && entries.length === 0 && <Empty title={texts.nothingLikeThis} />}
      {entries.length > 0 && (
        <div className={classes.scroll}>
          <table className={assetClasses.rows}>
            <thead>
              <tr>
                <th>{texts.when}</th>
                <th>{texts.who}</th>
                <th>{texts.what}</th>
                <th>{texts.to}</th>
                <th>{texts.outcome}</th>
                <th>{texts.from}</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <Entry key={entry.sequence} entry={entry} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {found.hasNextPage && (
        <div>
          <Button
            variant="default"
            loading={found.isFetchingNextPage}
            onClick={() => void found.fetchNextPage()}
          >
            {texts.showOlder}
          </Button>
        </div>
      )}
    </div>
  )
}

function Entry({ entry }: { readonly entry: AuditEntry }) {
  const details = Object.entries(entry.details)
  return (
    <tr>
      <td>
        <RelativeTime atMs={entry.timestamp} />
      </td>
      <td>
        {entry.actor}
        {entry.impersonatedBy && <span className="dim"> {texts.by(entry.impersonatedBy)}</span>}
      </td>
      <td>
        {entry.action} <span className="dim">{entry.category}</span>
        {details.length > 0 && (
          <details>
            <summary className="dim">{texts.details}</summary>
            <code>{details.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join('\n')}</code>
          </details>
        )}
      </td>
      <td>
        <Target entry={entry} />
      </td>
      <td>{entry.outcome === 'ok' ? texts.done : <strong>{texts.refused}</strong>}</td>
      <td>{entry.remoteAddress ?? <span className="dim">–</span>}</td>
    </tr>
  )
}

/** By name, with the way to its page; what is not in the catalog any more is called as it was recorded. */
function Target({ entry: { target, targetEntity } }: { readonly entry: AuditEntry }) {
  if (!targetEntity) return target ?? <span className="dim">–</span>
  const { type, id, name, fullyQualifiedName, deleted } = targetEntity
  return (
    <>
      {assetType(type) ? (
        <AssetLink type={type} fqn={fullyQualifiedName ?? name ?? id}>
          {titleOf(targetEntity)}
        </AssetLink>
      ) : (
        titleOf(targetEntity)
      )}{' '}
      <span className="dim">
        {typeLabel(type)}
        {deleted && texts.deleted}
      </span>
    </>
  )
}

function Filters({ filter }: { readonly filter: AuditFilter }) {
  const navigate = route.useNavigate()
  const set = (change: Readonly<Record<string, string | null>>): void => {
    const next = Object.entries({ ...filter, ...change }).filter(([, value]) => value)
    void navigate({ search: Object.fromEntries(next), replace: true })
  }
  const setLater = useDebouncedCallback(set, 250)
  return (
    <div className={classes.filters}>
      <TextInput
        label={texts.text}
        description={texts.textHint}
        defaultValue={filter.q ?? ''}
        onChange={(event) => setLater({ q: event.currentTarget.value })}
      />
      <TextInput
        label={texts.account}
        description={texts.accountHint}
        defaultValue={filter.actor ?? ''}
        onChange={(event) => setLater({ actor: event.currentTarget.value })}
      />
      <Select
        label={texts.kind}
        description={texts.kindHint}
        data={[...categories]}
        value={filter.category ?? null}
        clearable
        onChange={(category) => set({ category })}
      />
      <Select
        label={texts.outcome}
        description={texts.outcomeHint}
        data={[
          { value: 'ok', label: texts.done },
          { value: 'refused', label: texts.refused },
        ]}
        value={filter.outcome ?? null}
        clearable
        onChange={(outcome) => set({ outcome })}
      />
    </div>
  )
}
