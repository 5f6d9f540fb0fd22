/** A document that the UI keeps on the server: customised pages, landing pages, knowledge panels, message templates. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'

export const Document = defineEntity({
  type: 'document',
  collection: 'docStore',
  label: 'Document',
  description: 'A document that a UI keeps on the server.',
  fields: {
    entityType: Type.String({ minLength: 1, maxLength: 256, description: 'kind of document, e.g. Page' }),
    data: Type.Object({}, { additionalProperties: true, description: 'whatever its kind holds' }),
  },
  traits: ['domains'],
  fqnFromClient: true,
  renamable: false,
  softDelete: false,
})
export type Document = EntityOf<typeof Document>
export type CreateDocument = CreateOf<typeof Document>
