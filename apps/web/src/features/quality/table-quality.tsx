/** What is known of a table's data: its tests, its size, and how its columns are filled. */
import { useQuery } from '@tanstack/react-query'
import { qualityTexts as texts } from '../../texts/quality.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import assetClasses from '../asset/asset.module.css'
import { Histogram } from './histogram.tsx'
import classes from './quality.module.css'
import { type ProfiledColumn, type ProfiledTable, profileQuery, testsOfQuery } from './quality-api.ts'
import { TestTable } from './test-table.tsx'

export default function TableQuality({ fqn }: { readonly fqn: string }) {
  return (
    <div className={classes.page}>
      <Tests fqn={fqn} />
      <Profile fqn={fqn} />
    </div>
  )
}

function Tests({ fqn }: { readonly fqn: string }) {
  const found = useQuery(testsOfQuery('table', fqn))
  if (found.isPending) return <Loading rows={3} label={texts.theTests} />
  if (found.isError) {
    return <Failure error={found.error} what={texts.testsNotLoaded} onRetry={() => void found.refetch()} />
  }
  return (
    <section aria-labelledby="tests" className={classes.page}>
      <h2 id="tests">{texts.tests}</h2>
      {found.data.data.length === 0 ? (
        <Empty title={texts.nothingHereTested}>
          {texts.testsComeFrom} <code>metadata test</code>
          {texts.fromDbtOrFrom}
        </Empty>
      ) : (
        <TestTable tests={found.data.data} ofOneTable />
      )}
    </section>
  )
}

function Profile({ fqn }: { readonly fqn: string }) {
  const found = useQuery(profileQuery(fqn))
  if (found.isPending) return <Loading rows={5} label={texts.theProfile} />
  if (found.isError) {
    return <Failure error={found.error} what={texts.profileNotLoaded} onRetry={() => void found.refetch()} />
  }
  const profiled = found.data.columns.filter(({ profile }) => profile)
  return (
    <section aria-labelledby="profile" className={classes.page}>
      <h2 id="profile">{texts.profile}</h2>
      {!found.data.profile && profiled.length === 0 ? (
        <Empty title={texts.tableNotProfiled}>
          <code>metadata profile -c file.yaml</code> {texts.profileMeasures}
        </Empty>
      ) : (
        <>
          <Facts table={found.data} />
          {profiled.length > 0 && <Columns columns={profiled} />}
        </>
      )}
    </section>
  )
}

function Facts({ table: { profile } }: { readonly table: ProfiledTable }) {
  if (!profile) return null
  const facts = [
    [texts.rows, profile.rowCount],
    [texts.columns, profile.columnCount],
    [texts.bytes, profile.sizeInByte],
  ] as const
  return (
    <dl className={classes.counts}>
      {facts.map(
        ([word, value]) =>
          value !== undefined && (
            <div key={word}>
              <dt>{word}</dt>
              <dd>{value.toLocaleString('en')}</dd>
            </div>
          ),
      )}
      <div>
        <dt>{texts.measured}</dt>
        <dd>
          <RelativeTime atMs={profile.timestamp} />
        </dd>
      </div>
    </dl>
  )
}

const percent = (share: number | undefined): string =>
  share === undefined ? '–' : share.toLocaleString('en', { style: 'percent', maximumFractionDigits: 1 })
const plain = (value: number | string | undefined): string =>
  typeof value === 'number' ? value.toLocaleString('en', { maximumFractionDigits: 3 }) : (value ?? '–')

function Columns({ columns }: { readonly columns: readonly ProfiledColumn[] }) {
  return (
    <table className={assetClasses.rows}>
      <thead>
        <tr>
          <th>{texts.column}</th>
          <th>{texts.empty}</th>
          <th>{texts.distinct}</th>
          <th>{texts.least}</th>
          <th>{texts.greatest}</th>
          <th>{texts.mean}</th>
          <th>{texts.spread}</th>
        </tr>
      </thead>
      <tbody>
        {columns.map(({ name, dataType, dataTypeDisplay, profile }) => (
          <tr key={name}>
            <td>
              {name} <code className="dim">{dataTypeDisplay ?? dataType}</code>
            </td>
            <td className={classes.numbers}>{percent(profile?.nullProportion)}</td>
            <td className={classes.numbers}>{percent(profile?.distinctProportion)}</td>
            <td>{plain(profile?.min)}</td>
            <td>{plain(profile?.max)}</td>
            <td className={classes.numbers}>{plain(profile?.mean)}</td>
            <td>
              <Histogram histogram={profile?.histogram} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
