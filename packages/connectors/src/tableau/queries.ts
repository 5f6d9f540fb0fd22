/** What is asked of Tableau's Metadata API, in GraphQL. https://help.tableau.com/current/api/metadata_api/en-us/reference/index.html */

/** A list of the Metadata API with the members that are read of each of its items. */
export interface MetadataList {
  /** The field of the query root: `sheetsConnection`. */
  readonly connection: string
  readonly members: string
}

const workbook = 'workbook { luid name description projectName owner { username email } }'

const database = 'database { name connectionType ... on DatabaseServer { hostName } }'

const fields = `fields {
  __typename id name description isHidden
  upstreamColumns { name table { __typename id } }
  ... on ColumnField { dataType }
  ... on CalculatedField { dataType formula }
  ... on GroupField { dataType }
  ... on DatasourceField { remoteField { name datasource { id } ... on ColumnField { dataType } ... on CalculatedField { dataType formula } } }
}`

const reads = `upstreamTables { id name schema fullName connectionType ${database} } downstreamSheets { id }`

export const publishedSources: MetadataList = {
  connection: 'publishedDatasourcesConnection',
  members: `id luid name description projectName owner { username email } ${reads} ${fields}`,
}

export const embeddedSources: MetadataList = {
  connection: 'embeddedDatasourcesConnection',
  members: `id name upstreamDatasources { id } ${workbook} ${reads} ${fields}`,
}

export const customSql: MetadataList = {
  connection: 'customSQLTablesConnection',
  members: `id query connectionType ${database} columns { name referencedByFields { name datasource { id } } }`,
}

export const sheets: MetadataList = {
  connection: 'sheetsConnection',
  members: `id luid name path ${workbook}`,
}

export const dashboards: MetadataList = {
  connection: 'dashboardsConnection',
  members: `id luid name path sheets { id luid } ${workbook}`,
}

/** One page of a list; the variables are `first` and, after the first page, `after`. */
export function pageOf({ connection, members }: MetadataList): string {
  return `query page($first: Int, $after: String) {
  ${connection}(first: $first, after: $after) { nodes { ${members} } pageInfo { hasNextPage endCursor } }
}`
}
