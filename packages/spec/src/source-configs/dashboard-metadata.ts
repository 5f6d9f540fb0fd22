/** What an ingestion of the metadata of a dashboard service takes. */
import { connector } from '../connections/connector.ts'
import { flag, list, shape, text, word } from '../connections/members.ts'
import { filters } from '../connections/shapes/filter-pattern.ts'

const lineageInformation = shape({
  optional: {
    dbServicePrefixes: list(text),
  },
})

const queryParserConfig = shape({
  optional: {
    type: word('Auto', 'SqlGlot', 'SqlFluff'),
  },
})

export const dashboardMetadataConfig = connector('DashboardMetadata', () => ({
  optional: {
    lineageInformation,
    queryParserConfig,
    includeOwners: flag,
    markDeletedDashboards: flag,
    markDeletedDataModels: flag,
    markDeletedCharts: flag,
    includeTags: flag,
    includeDataModels: flag,
    includeDraftDashboard: flag,
    includeUsage: flag,
    overrideMetadata: flag,
    overrideLineage: flag,
    ...filters(
      'dashboardFilterPattern',
      'chartFilterPattern',
      'dataModelFilterPattern',
      'projectFilterPattern',
    ),
  },
}))
