/** A worksheet of a spreadsheet: rows and columns. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { nameParts } from '../name-parts.ts'
import { dataAssetTraits } from '../traits.ts'
import { Column } from '../types/column.ts'
import { EntityReference, ReferenceInput } from '../types/entity-reference.ts'
import { TableData } from '../types/table-data.ts'
import { UsageDetails } from '../types/usage-details.ts'
import { DriveServiceType } from './drive-service.ts'

export const Worksheet = defineEntity({
  type: 'worksheet',
  collection: 'drives/worksheets',
  label: 'Worksheet',
  description: 'A worksheet of a spreadsheet.',
  parent: { field: 'spreadsheet', types: ['spreadsheet'], copies: ['service', 'serviceType'] },
  fields: {
    service: EntityReference,
    serviceType: Type.Optional(DriveServiceType),
    worksheetId: Type.Optional(Type.String()),
    index: Type.Optional(Type.Integer({ description: 'position in the spreadsheet, from 0' })),
    rowCount: Type.Optional(Type.Integer()),
    columnCount: Type.Optional(Type.Integer()),
    columns: Type.Optional(Type.Array(Column, { maxItems: 100_000 })),
    isHidden: Type.Optional(Type.Boolean()),
    usageSummary: Type.Optional(UsageDetails),
  },
  createOnly: { service: Type.Optional(ReferenceInput) },
  readOnly: ['usageSummary'],
  traits: dataAssetTraits,
  extensions: { sampleData: { kind: 'snapshot', schema: TableData } },
  search: {
    index: 'worksheet_search_index',
    text: ['description', 'columns.name', 'columns.description'],
    source: ['service', 'serviceType', 'spreadsheet', 'columns'],
  },
  normalize: (entity) => {
    const columns = entity.columns as Column[] | undefined // validated before
    return {
      ...entity,
      ...(columns ? { columns: nameParts(columns, entity.fullyQualifiedName as string) } : {}),
    }
  },
})
export type Worksheet = EntityOf<typeof Worksheet>
export type CreateWorksheet = CreateOf<typeof Worksheet>
