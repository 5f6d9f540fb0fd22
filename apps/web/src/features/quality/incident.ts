/** What an incident says: its state in words, and whose it is. */
import type { EntityReference, TestCaseResolutionStatus } from '@waymark/spec'

const words: Readonly<Record<string, string>> = {
  New: 'New',
  Ack: 'Acknowledged',
  Assigned: 'Assigned',
  Resolved: 'Resolved',
}

export function incidentWord({ testCaseResolutionStatusType }: TestCaseResolutionStatus): string {
  return words[testCaseResolutionStatusType] ?? testCaseResolutionStatusType
}

export function assigneeOf({
  testCaseResolutionStatusDetails: details,
}: TestCaseResolutionStatus): EntityReference | undefined {
  return details && 'assignee' in details ? details.assignee : undefined
}
