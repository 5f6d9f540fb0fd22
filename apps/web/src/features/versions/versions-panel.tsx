/** The history of an asset: a list of versions, and what the chosen one changed. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { versionsTexts as texts } from '../../texts/versions.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import type { Asset } from '../asset/asset.ts'
import { type Change, changesOf, summaryOf, versionsQuery } from './changes.ts'
import { diffWords } from './text-diff.ts'
import classes from './versions.module.css'

export default function VersionsPanel({ type, asset }: { readonly type: string; readonly asset: Asset }) {
  const versions = useQuery(versionsQuery(type, asset.id))
  const [chosen, setChosen] = useState<number>()
  if (versions.isPending) return <Loading rows={5} label={texts.loadingVersions} />
  if (versions.isError) {
    return (
      <Failure
        error={versions.error}
        what={texts.versionsNotLoaded}
        onRetry={() => void versions.refetch()}
      />
    )
  }
  const [newest] = versions.data
  if (!newest) return <Empty title={texts.noVersions} />
  const shown = versions.data.find(({ version }) => version === chosen) ?? newest
  return (
    <div className={classes.layout}>
      <ol className={classes.list} aria-label={texts.versions}>
        {versions.data.map((version) => (
          <li key={version.version}>
            <button type="button" aria-current={version === shown} onClick={() => setChosen(version.version)}>
              <span className={classes.number}>{version.version.toFixed(1)}</span>
              <span>
                {summaryOf(version.changeDescription)}
                <span className={classes.who}>
                  {version.updatedBy}, <RelativeTime atMs={version.updatedAt} />
                </span>
              </span>
            </button>
          </li>
        ))}
      </ol>
      <section aria-label={texts.whatVersionChanged(shown.version.toFixed(1))} className={classes.changes}>
        <h2>{texts.version(shown.version.toFixed(1))}</h2>
        {changesOf(shown.changeDescription).map((change) => (
          <ChangeView key={`${change.kind} ${change.field}`} change={change} />
        ))}
        {changesOf(shown.changeDescription).length === 0 && (
          <p className="dim">{shown === versions.data.at(-1) ? texts.created : texts.noFieldChanged}</p>
        )}
      </section>
    </div>
  )
}

function ChangeView({ change }: { readonly change: Change }) {
  let at = 0
  return (
    <div className={classes.change}>
      <h3>
        {change.field} <span className="dim">{change.kind}</span>
      </h3>
      <p className={classes.text}>
        {diffWords(change.before, change.after).map(({ kind, text }) => {
          const key = `${at} ${kind}`
          at += text.length
          if (kind === 'added') return <ins key={key}>{text}</ins>
          return kind === 'removed' ? <del key={key}>{text}</del> : <span key={key}>{text}</span>
        })}
      </p>
    </div>
  )
}
