/** What a connection to Amazon QuickSight takes. */
import { connector } from '../connector.ts'
import { supports, text, word } from '../members.ts'
import { awsCredentials } from '../shapes/aws-credentials.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const quicksight = connector('QuickSight', () => ({
  required: {
    awsConfig: awsCredentials,
    awsAccountId: text,
  },
  optional: {
    identityType: word('IAM', 'QUICKSIGHT', 'ANONYMOUS'),
    namespace: text,
    ...filters(
      'dashboardFilterPattern',
      'chartFilterPattern',
      'dataModelFilterPattern',
      'projectFilterPattern',
    ),
    ...supports('supportsMetadataExtraction'),
  },
}))
