/** What a connection to MLflow takes. */
import { connector } from '../connector.ts'
import { supports, text } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const mlflow = connector('Mlflow', () => ({
  required: {
    trackingUri: text,
    registryUri: text,
  },
  optional: {
    ...filters('mlModelFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
