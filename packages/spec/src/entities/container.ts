/** A container of an object store: a bucket, a folder or a file that holds rows, one inside the other. */
import { type Static, Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { nameParts } from '../name-parts.ts'
import { dataAssetTraits } from '../traits.ts'
import { Column } from '../types/column.ts'
import { FileFormat } from '../types/file-format.ts'
import { TableData } from '../types/table-data.ts'
import { StorageServiceType } from './storage-service.ts'

const ContainerDataModel = Type.Object(
  { isPartitioned: Type.Optional(Type.Boolean()), columns: Type.Array(Column, { maxItems: 100_000 }) },
  { $id: 'ContainerDataModel', additionalProperties: false },
)
type ContainerDataModel = Static<typeof ContainerDataModel>

export const Container = defineEntity({
  type: 'container',
  collection: 'containers',
  label: 'Container',
  description: 'A bucket, folder or file of an object store.',
  parent: {
    field: 'service',
    types: ['storageService'],
    copies: ['serviceType'],
    nested: { field: 'parent', types: ['container'] },
  },
  fields: {
    serviceType: Type.Optional(StorageServiceType),
    dataModel: Type.Optional(ContainerDataModel),
    prefix: Type.Optional(Type.String()),
    numberOfObjects: Type.Optional(Type.Number()),
    size: Type.Optional(Type.Number({ description: 'bytes' })),
    fileFormats: Type.Optional(Type.Array(FileFormat)),
    fullPath: Type.Optional(Type.String()),
  },
  traits: [...dataAssetTraits, 'retentionPeriod'],
  relations: { children: { to: ['container'], many: true, relationship: 'contains', readOnly: true } },
  extensions: { sampleData: { kind: 'snapshot', schema: TableData } },
  search: {
    index: 'container_search_index',
    text: ['description', 'fullPath', 'dataModel.columns.name', 'dataModel.columns.description'],
    source: ['service', 'serviceType', 'parent', 'dataModel', 'fileFormats', 'fullPath', 'prefix'],
  },
  normalize: (entity) => {
    const model = entity.dataModel as ContainerDataModel | undefined // validated before
    if (!model) return { ...entity }
    const columns = nameParts(model.columns, entity.fullyQualifiedName as string)
    return { ...entity, dataModel: { ...model, columns } }
  },
})
export type Container = EntityOf<typeof Container>
export type CreateContainer = CreateOf<typeof Container>
