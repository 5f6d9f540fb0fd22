/** What a connection to Google Vertex AI takes. */
import { connector } from '../connector.ts'
import { supports, text } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { gcpCredentials } from '../shapes/gcp-credentials.ts'

export const vertexAi = connector('VertexAI', () => ({
  required: {
    credentials: gcpCredentials,
    location: text,
  },
  optional: {
    ...filters('mlModelFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
