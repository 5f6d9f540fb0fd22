/** What an incident says: its state in words, and whose it is. */
import type { EntityReference, TestCaseResolutionStatus } from '@waymark/spec'
import { qualityTexts } from '../../texts/quality.ts'

export function incidentWord({ testCaseResolutionStatusType }: TestCaseResolutionStatus): string {
  return qualityTexts.incidents[testCaseResolutionStatusType] ?? testCaseResolutionStatusType
}

export function assigneeOf({
  testCaseResolutionStatusDetails: details,
}: TestCaseResolutionStatus): EntityReference | undefined {
  return details && 'assignee' in details ? details.assignee : undefined
}
