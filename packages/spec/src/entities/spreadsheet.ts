/** A spreadsheet of a drive, made of worksheets. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { dataAssetTraits } from '../traits.ts'
import { EntityReference, ReferenceInput } from '../types/entity-reference.ts'
import { UsageDetails } from '../types/usage-details.ts'
import { DriveServiceType } from './drive-service.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
const mimeTypes = [
  'application/vnd.google-apps.spreadsheet', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.ms-excel', 'application/vnd.oasis.opendocument.spreadsheet', 'text/csv',
  'text/tab-separated-values', 'Other',
]

export const Spreadsheet = defineEntity({
  type: 'spreadsheet',
  collection: 'drives/spreadsheets',
  label: 'Spreadsheet',
  description: 'A spreadsheet of a drive.',
  parent: {
    field: 'service',
    types: ['driveService'],
    copies: ['serviceType'],
    nested: { field: 'directory', types: ['directory'], input: 'parent' },
  },
  fields: {
    serviceType: Type.Optional(DriveServiceType),
    mimeType: Type.Optional(Type.String({ enum: mimeTypes })),
    path: Type.Optional(Type.String()),
    driveFileId: Type.Optional(Type.String()),
    size: Type.Optional(Type.Integer({ description: 'bytes' })),
    fileVersion: Type.Optional(Type.String()),
    createdTime: Type.Optional(Type.Integer({ description: 'milliseconds since 1970' })),
    modifiedTime: Type.Optional(Type.Integer({ description: 'milliseconds since 1970' })),
    lastModifiedBy: Type.Optional(EntityReference),
    usageSummary: Type.Optional(UsageDetails),
  },
  createOnly: { parent: Type.Optional(ReferenceInput) },
  readOnly: ['lastModifiedBy', 'usageSummary'],
  traits: dataAssetTraits,
  relations: { worksheets: { to: ['worksheet'], many: true, relationship: 'contains', readOnly: true } },
  search: {
    index: 'spreadsheet_search_index',
    text: ['description', 'path'],
    source: ['service', 'serviceType', 'directory', 'mimeType', 'path'],
  },
})
export type Spreadsheet = EntityOf<typeof Spreadsheet>
export type CreateSpreadsheet = CreateOf<typeof Spreadsheet>
