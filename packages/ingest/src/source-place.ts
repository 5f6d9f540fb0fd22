/** Where something is in another source than the one that is read: how connectors name the ends of lineage that are not theirs. */

/**
 * A table, file or topic by its place in its own source, never by its bare name alone. The runner finds the catalog's
 * service for it by type and address, or among those that the workflow file names (`lineageInformation`).
 */
export interface SourcePlace {
  /** Entity type of what is there. */
  readonly type: 'table' | 'container' | 'topic'
  /** Types of services that such a source may have in the catalog: `Mssql`, `AzureSQL`. */
  readonly serviceTypes: readonly string[]
  /** Host, account or address as clients of the source write it: `tcp:sql.example.com,1433`. Absent where there is only one such place. */
  readonly server?: string
  /**
   * Bare names from the database or bucket downwards. `undefined` stands for the one database of a source that has none
   * above its schemas. A container may also be known by a folder above it.
   */
  readonly path: readonly (string | undefined)[]
  /** How the source spells names that stood without quotes in SQL, where the path comes from there. */
  readonly unquoted?: 'upper' | 'lower'
}

/** Either end of an edge: by the catalog's name, or by the place in its own source. */
export type LineageEnd =
  | { readonly type: string; readonly fullyQualifiedName: string }
  | { readonly place: SourcePlace }

/** For people: `sql.example.com/shop/dbo/orders`. */
export function placeText({ server, path, serviceTypes }: SourcePlace): string {
  return [server ?? serviceTypes[0], ...path.filter((part) => part !== undefined)].join('/')
}
