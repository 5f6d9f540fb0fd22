/** What both connectors check, and which catalogs they read. */
import { type ConnectionCheck, type NamedObject, SourceError } from '@waymark/ingest'
import type { DatabricksConfig } from './config.ts'

export const checks: readonly ConnectionCheck[] = [
  { name: 'CheckAccess', description: 'The server answers and lets the user in.', mandatory: true },
  { name: 'GetDatabases', description: 'The catalogs that the user may see.', mandatory: true },
  { name: 'GetQueries', description: 'The query history, for usage and query lineage.', mandatory: false },
]

/** All, or the one that the configuration names. @throws SourceError when there is none */
export function chosenCatalogs<Catalog extends NamedObject>(
  found: readonly Catalog[],
  { catalog }: DatabricksConfig,
): readonly Catalog[] {
  const chosen = found.filter(({ name }) => catalog === undefined || name === catalog)
  if (chosen.length > 0) return chosen
  throw new SourceError('fatal', `The user sees no catalog${catalog === undefined ? '' : ` '${catalog}'`}.`, {
    hint: 'GRANT USE CATALOG, USE SCHEMA, BROWSE on the catalog to who signs in; see the connector’s README.',
  })
}
