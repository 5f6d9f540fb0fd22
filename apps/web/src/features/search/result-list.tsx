/** The hits of a search: a list to read and to walk through with j, k and Enter. */

import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { searchTexts as texts } from '../../texts/search.ts'
import { MarkdownLine } from '../../ui/markdown-text.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { useShortcuts } from '../../ui/shortcuts.ts'
import { titleOf, typeLabel } from '../asset/asset.ts'
import { AssetIcon } from '../asset/asset-icon.tsx'
import { AssetLink } from '../asset/asset-link.tsx'
import { TagList } from '../asset/tag-list.tsx'
import { HighlightedText } from './highlighted-text.tsx'
import classes from './search.module.css'
import type { Hit } from './search-api.ts'

export function ResultList({ hits }: { readonly hits: readonly Hit[] }) {
  const list = useRef<HTMLOListElement>(null)
  const [selected, setSelected] = useState(-1)
  const navigate = useNavigate()
  const move = (step: number): void => {
    setSelected((now) => Math.max(0, Math.min(hits.length - 1, now + step)))
  }
  const open = (): void => {
    const hit = hits[selected]
    if (hit) void navigate({ to: '/$type/$fqn', params: paramsOf(hit), search: {} })
  }
  useShortcuts({ j: () => move(1), k: () => move(-1), o: open })
  useEffect(() => {
    const row = list.current?.children[selected]
    row?.querySelector('a')?.focus({ preventScroll: true })
    row?.scrollIntoView({ block: 'nearest' })
  }, [selected])
  return (
    <ol className={classes.results} ref={list}>
      {hits.map((hit) => (
        <li key={hit.source.id}>
          <Result hit={hit} />
        </li>
      ))}
    </ol>
  )
}

function paramsOf({ source }: Hit): { type: string; fqn: string } {
  return { type: source.entityType, fqn: source.fullyQualifiedName }
}

/** People and teams answer for themselves. */
function ownerText({ owners, entityType }: Hit['source']): string {
  if (entityType === 'user' || entityType === 'team') return ''
  return `${owners?.length ? owners.map(titleOf).join(', ') : texts.noOwner} · `
}

/** Members whose highlight is already shown as title or description. */
const shownElsewhere = new Set(['name', 'displayName', 'description', 'fullyQualifiedName'])

function Result({ hit }: { readonly hit: Hit }) {
  const { source, highlight } = hit
  const title = highlight.displayName?.[0] ?? highlight.name?.[0]
  const inside = Object.entries(highlight).filter(([member]) => !shownElsewhere.has(member))
  return (
    <article className={classes.result}>
      <span className={classes.icon}>
        <AssetIcon type={source.entityType} tableType={source.tableType} size={18} />
      </span>
      <div className={classes.body}>
        <h2>
          <AssetLink {...paramsOf(hit)}>
            {title ? <HighlightedText fragment={title} /> : titleOf(source)}
          </AssetLink>
        </h2>
        <p className={classes.path}>
          {source.tableType?.includes('View') ? texts.view : typeLabel(source.entityType)} ·{' '}
          {source.fullyQualifiedName}
        </p>
        {(highlight.description?.[0] || source.description) && (
          <p className={classes.text}>
            {highlight.description?.[0] ? (
              <HighlightedText markdown fragment={highlight.description[0]} />
            ) : (
              <MarkdownLine source={source.description ?? ''} />
            )}
          </p>
        )}
        {inside.length > 0 && (
          <p className={classes.inside}>
            {inside.slice(0, 2).map(([member, fragments]) => (
              <span key={member}>
                {member.startsWith('columns.') ? texts.columns : member}:{' '}
                {fragments.slice(0, 4).map((fragment) => (
                  <code key={fragment}>
                    <HighlightedText fragment={fragment} />
                  </code>
                ))}
              </span>
            ))}
          </p>
        )}
      </div>
      <div className={classes.facts}>
        <TagList tags={source.tags} {...(source.tier ? { tier: source.tier.tagFQN } : {})} />
        <span className="dim">
          {ownerText(source)}
          {source.updatedAt !== undefined && <RelativeTime atMs={source.updatedAt} />}
        </span>
      </div>
    </article>
  )
}
