/** The page of one test: what it checks, how its runs went, and the incident of a failure. */
import { useQuery } from '@tanstack/react-query'
import { parseEntityLink } from '@waymark/spec'
import { qualityTexts as texts } from '../../texts/quality.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import assetClasses from '../asset/asset.module.css'
import type { Asset } from '../asset/asset.ts'
import { AssetHeader } from '../asset/asset-header.tsx'
import { AssetLink } from '../asset/asset-link.tsx'
import { PartsTable } from '../asset/parts-table.tsx'
import { structuresOf } from '../asset/structure.ts'
import { DescriptionPanel } from '../description/description-panel.tsx'
import { IncidentPanel } from './incident-panel.tsx'
import classes from './quality.module.css'
import { resultsQuery, type TestCase } from './quality-api.ts'
import { ResultStrip, TestStateSign } from './test-state.tsx'

export default function TestCasePage({ asset }: { readonly asset: Asset }) {
  const test = asset as TestCase // it was read from the collection of tests
  const { fqn: table, part: column } = parseEntityLink(test.entityLink)
  return (
    <div className={classes.page}>
      <AssetHeader type="testCase" asset={test} />
      <p>
        {texts.checks} {column !== undefined && <code>{column}</code>}{' '}
        {column !== undefined && texts.columnOf}{' '}
        <AssetLink type="table" fqn={table}>
          {table}
        </AssetLink>
      </p>
      <DescriptionPanel type="testCase" asset={test} />
      <IncidentPanel test={test} />
      <Results fqn={test.fullyQualifiedName} />
      {structuresOf(test).map((structure) => (
        <PartsTable key={structure.title} structure={structure} />
      ))}
    </div>
  )
}

function Results({ fqn }: { readonly fqn: string }) {
  const found = useQuery(resultsQuery(fqn))
  if (found.isPending) return <Loading rows={4} label={texts.theResults} />
  if (found.isError) {
    return <Failure error={found.error} what={texts.resultsNotLoaded} onRetry={() => void found.refetch()} />
  }
  if (found.data.length === 0) return <Empty title={texts.notRunLately} />
  return (
    <section aria-labelledby="results" className={classes.page}>
      <h2 id="results">{texts.results}</h2>
      <ResultStrip results={found.data} />
      <table className={assetClasses.rows}>
        <thead>
          <tr>
            <th>{texts.when}</th>
            <th>{texts.outcome}</th>
            <th>{texts.result}</th>
            <th>{texts.failedRows}</th>
          </tr>
        </thead>
        <tbody>
          {found.data.slice(0, 30).map((result) => (
            <tr key={result.timestamp}>
              <td>
                <RelativeTime atMs={result.timestamp} />
              </td>
              <td>
                <TestStateSign state={result.testCaseStatus} />
              </td>
              <td>{result.result ?? <span className="dim">–</span>}</td>
              <td>{result.failedRows?.toLocaleString('en') ?? <span className="dim">–</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
