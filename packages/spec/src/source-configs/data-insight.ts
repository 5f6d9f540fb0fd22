/** What an ingestion of data insights takes. */
import { connector } from '../connections/connector.ts'

export const dataInsightConfig = connector('dataInsight', () => ({ typeRequired: true }))
