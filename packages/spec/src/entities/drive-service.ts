/** A connection to a file drive: its directories, files and spreadsheets live below. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { serviceExtensions, serviceFields, serviceRelations } from '../service.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
export const DriveServiceType = Type.String({
  enum: [
    'GoogleDrive', 'SharePoint', 'Sftp', 'CustomDrive',
  ],
  $id: 'DriveServiceType',
})

export const DriveService = defineEntity({
  type: 'driveService',
  collection: 'services/driveServices',
  label: 'DriveService',
  description: 'A drive of files and spreadsheets that metadata is read from.',
  fields: {
    ...serviceFields('DriveConnection', DriveServiceType),
  },
  traits: ['tags', 'owners', 'domains', 'dataProducts', 'dataContract', 'followers'],
  relations: serviceRelations,
  extensions: serviceExtensions,
  search: { index: 'drive_service_search_index', text: ['description'], source: ['serviceType'] },
})
export type DriveService = EntityOf<typeof DriveService>
export type CreateDriveService = CreateOf<typeof DriveService>
