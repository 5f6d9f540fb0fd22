/** Tests as a table: what each checks, how it went last and when. */
import { parseEntityLink } from '@waymark/spec'
import { qualityTexts as texts } from '../../texts/quality.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import assetClasses from '../asset/asset.module.css'
import { titleOf } from '../asset/asset.ts'
import { AssetLink } from '../asset/asset-link.tsx'
import type { TestCase } from './quality-api.ts'
import { TestStateSign } from './test-state.tsx'

interface TestTableProps {
  readonly tests: readonly TestCase[]
  /** Leave out the table that all of them are about. */
  readonly ofOneTable?: boolean
}

export function TestTable({ tests, ofOneTable = false }: TestTableProps) {
  return (
    <table className={assetClasses.rows}>
      <thead>
        <tr>
          <th>{texts.test}</th>
          <th>{texts.of}</th>
          <th>{texts.checks}</th>
          <th>{texts.lastRun}</th>
          <th>{texts.result}</th>
        </tr>
      </thead>
      <tbody>
        {tests.map((test) => {
          const { fqn: table, part: column } = parseEntityLink(test.entityLink)
          return (
            <tr key={test.id}>
              <td>
                <AssetLink type="testCase" fqn={test.fullyQualifiedName}>
                  {titleOf(test)}
                </AssetLink>
              </td>
              <td>
                {!ofOneTable && (
                  <AssetLink type="table" fqn={table}>
                    {table}
                  </AssetLink>
                )}
                {column !== undefined && <code> {column}</code>}
                {ofOneTable && column === undefined && texts.table}
              </td>
              <td>{titleOf(test.testDefinition)}</td>
              <td>
                <TestStateSign state={test.testCaseStatus ?? test.testCaseResult?.testCaseStatus} />{' '}
                {test.testCaseResult && <RelativeTime atMs={test.testCaseResult.timestamp} />}
              </td>
              <td>{test.testCaseResult?.result ?? <span className="dim">–</span>}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
