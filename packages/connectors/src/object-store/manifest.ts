/** `openmetadata.json` in a bucket: the people who own it say which paths hold rows, and nothing else is looked for. */
import { isRecord } from '../json-values.ts'

/** The members that decide what is read. */
export interface ManifestEntry {
  readonly dataPath: string
  readonly structureFormat: string | undefined
  readonly partitionColumns: readonly { readonly name: string; readonly dataType: string }[]
}

export const manifestName = 'openmetadata.json'

/** @throws Error that names what is wrong with the file */
export function parseManifest(text: string): ManifestEntry[] {
  const document: unknown = JSON.parse(text)
  if (!isRecord(document) || !Array.isArray(document.entries)) throw new Error('it has no list `entries`')
  return document.entries.map((entry, index) => {
    if (!isRecord(entry) || typeof entry.dataPath !== 'string' || entry.dataPath === '')
      throw new Error(`entries[${index}] has no dataPath`)
    const partitions = Array.isArray(entry.partitionColumns) ? entry.partitionColumns.filter(isRecord) : []
    return {
      dataPath: entry.dataPath.replace(/^\/+|\/+$/g, ''),
      structureFormat:
        typeof entry.structureFormat === 'string' ? entry.structureFormat.toLowerCase() : undefined,
      partitionColumns: partitions.flatMap(({ name, dataType }) =>
        typeof name === 'string'
          ? [{ name, dataType: typeof dataType === 'string' ? dataType : 'STRING' }]
          : [],
      ),
    }
  })
}
