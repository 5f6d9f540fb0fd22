/** A directory of a file drive, which holds files, spreadsheets and other directories. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { dataAssetTraits } from '../traits.ts'
import { UsageDetails } from '../types/usage-details.ts'
import { DriveServiceType } from './drive-service.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
const directoryTypes = [
  'Root', 'MyDrive', 'SharedDrive', 'TeamDrive', 'Folder', 'SharePointSite', 'SharePointLibrary',
]

export const Directory = defineEntity({
  type: 'directory',
  collection: 'drives/directories',
  label: 'Directory',
  description: 'A directory of a file drive.',
  parent: {
    field: 'service',
    types: ['driveService'],
    copies: ['serviceType'],
    nested: { field: 'parent', types: ['directory'] },
  },
  fields: {
    serviceType: Type.Optional(DriveServiceType),
    directoryType: Type.Optional(Type.String({ enum: directoryTypes })),
    path: Type.Optional(Type.String()),
    isShared: Type.Optional(Type.Boolean()),
    numberOfFiles: Type.Optional(Type.Integer()),
    numberOfSubDirectories: Type.Optional(Type.Integer()),
    totalSize: Type.Optional(Type.Integer({ description: 'bytes' })),
    usageSummary: Type.Optional(UsageDetails),
  },
  readOnly: ['usageSummary'],
  traits: dataAssetTraits,
  relations: {
    children: {
      to: ['directory', 'file', 'spreadsheet'],
      many: true,
      relationship: 'contains',
      readOnly: true,
    },
  },
  search: {
    index: 'directory_search_index',
    text: ['description', 'path'],
    source: ['service', 'serviceType', 'parent', 'directoryType', 'path'],
  },
})
export type Directory = EntityOf<typeof Directory>
export type CreateDirectory = CreateOf<typeof Directory>
