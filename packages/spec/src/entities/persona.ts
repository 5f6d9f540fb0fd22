/** A way of working with the catalog: what people of one job see first. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'

export const Persona = defineEntity({
  type: 'persona',
  collection: 'personas',
  label: 'Persona',
  description: 'A way of working with the catalog, shared by people of one job.',
  fields: {
    default: Type.Optional(Type.Boolean({ description: 'for everybody who has none; one at most' })),
  },
  onlyOne: ['default'],
  traits: ['domains'],
  relations: {
    users: { to: ['user'], many: true, relationship: 'hasPersona', direction: 'in' },
    uiCustomization: { to: ['document'], many: false, relationship: 'customizedBy', readOnly: true },
  },
  softDelete: false,
})
export type Persona = EntityOf<typeof Persona>
export type CreatePersona = CreateOf<typeof Persona>
