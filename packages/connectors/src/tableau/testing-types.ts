/**
 * The types of the Metadata API that the connector asks for, with their members as they are documented, for tests.
 * https://help.tableau.com/current/api/metadata_api/en-us/reference/index.html
 */
import type { Types } from './testing-graphql.ts'

const scalars = (names: string) => Object.fromEntries(names.split(' ').map((name) => [name, 'scalar']))
const connection = (nodes: string) => ({ nodes, pageInfo: 'PageInfo', totalCount: 'scalar' })
const datasource = {
  ...scalars('id name hasExtracts containsUnsupportedCustomSql'),
  fields: 'Field',
  upstreamTables: 'DatabaseTable',
  upstreamDatasources: 'PublishedDatasource',
  downstreamSheets: 'Sheet',
  downstreamDashboards: 'Dashboard',
}
const field = {
  ...scalars('id name fullyQualifiedName description isHidden folderName'),
  datasource: 'Datasource',
  upstreamColumns: 'Column',
  upstreamTables: 'Table',
}
const view = { ...scalars('id name luid path createdAt updatedAt index'), workbook: 'Workbook' }

export const metadataTypes: Types = {
  Query: {
    publishedDatasourcesConnection: 'PublishedDatasourcesConnection',
    embeddedDatasourcesConnection: 'EmbeddedDatasourcesConnection',
    customSQLTablesConnection: 'CustomSQLTablesConnection',
    sheetsConnection: 'SheetsConnection',
    dashboardsConnection: 'DashboardsConnection',
  },
  PublishedDatasourcesConnection: connection('PublishedDatasource'),
  EmbeddedDatasourcesConnection: connection('EmbeddedDatasource'),
  CustomSQLTablesConnection: connection('CustomSQLTable'),
  SheetsConnection: connection('Sheet'),
  DashboardsConnection: connection('Dashboard'),
  PageInfo: scalars('hasNextPage endCursor'),
  Datasource: datasource,
  PublishedDatasource: {
    ...datasource,
    ...scalars('luid description uri projectName isCertified'),
    owner: 'TableauUser',
  },
  EmbeddedDatasource: { ...datasource, workbook: 'Workbook' },
  Field: field,
  ColumnField: { ...field, ...scalars('dataType role dataCategory aggregation'), columns: 'Column' },
  CalculatedField: { ...field, ...scalars('dataType role dataCategory aggregation formula') },
  GroupField: { ...field, ...scalars('dataType role') },
  DatasourceField: { ...field, remoteField: 'Field' },
  Column: { ...scalars('id name remoteType description'), table: 'Table', referencedByFields: 'ColumnField' },
  Table: scalars('id name isEmbedded description'),
  DatabaseTable: {
    ...scalars('id luid name schema fullName connectionType description'),
    database: 'Database',
  },
  CustomSQLTable: {
    ...scalars('id name query isUnsupportedCustomSql connectionType'),
    database: 'Database',
    columns: 'Column',
    tables: 'DatabaseTable',
  },
  Database: scalars('id name connectionType isEmbedded'),
  DatabaseServer: scalars('id name connectionType hostName port service'),
  Workbook: {
    ...scalars('id luid name description projectName projectVizportalUrlId uri'),
    owner: 'TableauUser',
  },
  Sheet: { ...view, containedInDashboards: 'Dashboard', upstreamDatasources: 'Datasource' },
  Dashboard: { ...view, sheets: 'Sheet', upstreamDatasources: 'Datasource' },
  TableauUser: scalars('id luid name username email'),
}
