/** A file of a drive; one that holds rows has columns. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { nameParts } from '../name-parts.ts'
import { dataAssetTraits } from '../traits.ts'
import { Column } from '../types/column.ts'
import { EntityReference } from '../types/entity-reference.ts'
import { TableData } from '../types/table-data.ts'
import { UsageDetails } from '../types/usage-details.ts'
import { DriveServiceType } from './drive-service.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
const fileTypes = [
  'Document', 'Spreadsheet', 'Presentation', 'Image', 'Video', 'Audio', 'PDF', 'Archive', 'Code', 'Data', 'CSV', 'Text',
  'Other',
]

export const File = defineEntity({
  type: 'file',
  collection: 'drives/files',
  label: 'File',
  description: 'A file of a drive.',
  parent: {
    field: 'service',
    types: ['driveService'],
    copies: ['serviceType'],
    nested: { field: 'directory', types: ['directory'] },
  },
  fields: {
    serviceType: Type.Optional(DriveServiceType),
    fileType: Type.Optional(Type.String({ enum: fileTypes })),
    mimeType: Type.Optional(Type.String()),
    fileExtension: Type.Optional(Type.String()),
    path: Type.Optional(Type.String()),
    size: Type.Optional(Type.Integer({ description: 'bytes' })),
    columns: Type.Optional(Type.Array(Column, { maxItems: 100_000 })),
    checksum: Type.Optional(Type.String()),
    webViewLink: Type.Optional(Type.String({ format: 'uri' })),
    downloadLink: Type.Optional(Type.String({ format: 'uri' })),
    isShared: Type.Optional(Type.Boolean()),
    fileVersion: Type.Optional(Type.String()),
    createdTime: Type.Optional(Type.Integer({ description: 'milliseconds since 1970' })),
    modifiedTime: Type.Optional(Type.Integer({ description: 'milliseconds since 1970' })),
    lastModifiedBy: Type.Optional(EntityReference),
    usageSummary: Type.Optional(UsageDetails),
  },
  readOnly: ['createdTime', 'modifiedTime', 'lastModifiedBy', 'usageSummary'],
  traits: dataAssetTraits,
  extensions: { sampleData: { kind: 'snapshot', schema: TableData } },
  search: {
    index: 'file_search_index',
    text: ['description', 'path', 'columns.name', 'columns.description'],
    source: ['service', 'serviceType', 'directory', 'fileType', 'fileExtension', 'path', 'columns'],
  },
  normalize: (entity) => {
    const columns = entity.columns as Column[] | undefined // validated before
    return {
      ...entity,
      ...(columns ? { columns: nameParts(columns, entity.fullyQualifiedName as string) } : {}),
    }
  },
})
export type File = EntityOf<typeof File>
export type CreateFile = CreateOf<typeof File>
