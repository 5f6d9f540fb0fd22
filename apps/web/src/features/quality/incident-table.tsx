/** Incidents as a table: which test, how far, and whose it is. */
import type { TestCaseResolutionStatus } from '@waymark/spec'
import { qualityTexts as texts } from '../../texts/quality.ts'
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
          <th>{texts.test}</th>
          <th>{texts.state}</th>
          <th>{texts.assignedTo}</th>
          <th>{texts.since}</th>
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
              <td>{assignee ? titleOf(assignee) : <span className="dim">{texts.nobody}</span>}</td>
              <td>{incident.timestamp !== undefined && <RelativeTime atMs={incident.timestamp} />}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
