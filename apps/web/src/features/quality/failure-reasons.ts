/** Why a test failed, as an incident is resolved with it. */
import { qualityTexts as texts } from '../../texts/quality.ts'

export type FailureReason = 'FalsePositive' | 'MissingData' | 'Duplicates' | 'OutOfBounds' | 'Other'

export const failureReasons: readonly { readonly value: FailureReason; readonly label: string }[] = [
  { value: 'FalsePositive', label: texts.testWrong },
  { value: 'MissingData', label: texts.dataMissing },
  { value: 'Duplicates', label: texts.duplicates },
  { value: 'OutOfBounds', label: texts.valuesOutBounds },
  { value: 'Other', label: texts.somethingElse },
]
