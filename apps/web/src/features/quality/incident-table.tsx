/** Incidents as a table: which test, how far, and whose it is. */
import type { TestCaseResolutionStatus } from '@waymark/spec'
import { RelativeTime } from '../../ui/relative-time.tsx'
import assetClasses from '../asset/asset.module.css'
import { titleOf } from '../asset/asset.ts'
import { AssetLink } from '../asset/asset-link.tsx'
import { assigneeOf, incidentWord } from './incident.ts'

export function IncidentTable({ incidents }: { readonly incidents: readonly TestCaseResolutionStatus[] }) {
  return (
    <table className={assetClasses.rows}>
      <thead>
        <tr>
          <th>Test</th>
          <th>State</th>
          <th>Assigned to</th>
          <th>Since</th>
        </tr>
      </thead>
      <tbody>
        {incidents.map((incident) => {
          const test = incident.testCaseReference
          const assignee = assigneeOf(incident)
          return (
            <tr key={incident.stateId ?? incident.id}>
              <td>
                {test && (
                  <AssetLink type="testCase" fqn={test.fullyQualifiedName ?? titleOf(test)}>
                    {test.fullyQualifiedName ?? titleOf(test)}
                  </AssetLink>
                )}
              </td>
              <td>{incidentWord(incident)}</td>
              <td>{assignee ? titleOf(assignee) : <span className="dim">Nobody</span>}</td>
              <td>{incident.timestamp !== undefined && <RelativeTime atMs={incident.timestamp} />}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
