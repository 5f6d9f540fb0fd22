/** Why a test failed, as an incident is resolved with it. */

export type FailureReason = 'FalsePositive' | 'MissingData' | 'Duplicates' | 'OutOfBounds' | 'Other'

export const failureReasons: readonly { readonly value: FailureReason; readonly label: string }[] = [
  { value: 'FalsePositive', label: 'The test is wrong' },
  { value: 'MissingData', label: 'Data is missing' },
  { value: 'Duplicates', label: 'There are duplicates' },
  { value: 'OutOfBounds', label: 'Values are out of bounds' },
  { value: 'Other', label: 'Something else' },
]
