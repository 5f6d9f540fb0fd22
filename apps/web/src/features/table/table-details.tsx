/** The facts about a table that are rarely needed: keys in full, partitions, ids, where it came from. */

import type { TableConstraint } from '@waymark/spec'
import type { ReactNode } from 'react'
import { controlTexts } from '../../texts/controls.ts'
import { tableTexts as texts } from '../../texts/table.ts'
import { CopyableCode } from '../../ui/copyable-code.tsx'
import classes from '../asset/asset.module.css'
import type { TableAsset } from '../asset/asset.ts'
import { AssetLink } from '../asset/asset-link.tsx'
import { columnAddress } from '../asset/fqn-links.ts'

export function TableDetails({ table }: { readonly table: TableAsset }) {
  const constraints = table.tableConstraints ?? []
  const partitions = table.tablePartition?.columns ?? []
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      texts.keys,
      constraints.length === 0 ? undefined : (
        <ul key="keys">
          {constraints.map((constraint) => (
            <li key={JSON.stringify(constraint)}>
              <Constraint constraint={constraint} />
            </li>
          ))}
        </ul>
      ),
    ],
    [
      texts.partitions,
      partitions.length === 0
        ? undefined
        : partitions
            .map(({ columnName, intervalType, interval }) =>
              [columnName, intervalType?.toLowerCase().replaceAll('-', ' '), interval]
                .filter(Boolean)
                .join(', '),
            )
            .join('; '),
    ],
    [texts.retention, table.retentionPeriod],
    [texts.fileFormat, table.fileFormat],
    [texts.location, table.locationPath],
    [texts.source, table.sourceUrl && <SourceUrl key="source" url={table.sourceUrl} />],
    [
      texts.sourceHash,
      table.sourceHash && (
        <CopyableCode key="hash" value={table.sourceHash} what={controlTexts.copied.hash} />
      ),
    ],
    [texts.version, String(table.version)],
    [texts.id, <CopyableCode key="id" value={table.id} />],
    [texts.api, <code key="api">/api/v1/tables/name/{encodeURIComponent(table.fullyQualifiedName)}</code>],
  ]
  return (
    <dl className={classes.details}>
      {facts.map(([name, value]) =>
        value === undefined || value === '' ? null : (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ),
      )}
    </dl>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

/** Only addresses of the web become links: a source's text is not to be trusted with any other scheme. */
function SourceUrl({ url }: { readonly url: string }) {
  return /^https?:\/\//i.test(url) ? (
    <a href={url} rel="noopener noreferrer" target="_blank">
      {url}
    </a>
  ) : (
    <code>{url}</code>
  )
}

function Constraint({ constraint }: { readonly constraint: TableConstraint }) {
  const targets = (constraint.referredColumns ?? []).flatMap((column) => columnAddress(column) ?? [])
  const [first] = targets
  return (
    <>
      {(constraint.constraintType ?? 'constraint').toLowerCase().replaceAll('_', ' ')} (
      <code>{(constraint.columns ?? []).join(', ')}</code>)
      {first && (
        <>
          {' '}
          →{' '}
          <AssetLink type="table" fqn={first.tableFqn}>
            {first.table}
          </AssetLink>{' '}
          (<code>{targets.map(({ column }) => column).join(', ')}</code>)
        </>
      )}
    </>
  )
}
