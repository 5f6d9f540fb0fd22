/** The steps that a connector's connection test goes through. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'

export const TestConnectionDefinition = defineEntity({
  type: 'testConnectionDefinition',
  collection: 'services/testConnectionDefinitions',
  label: 'TestConnectionDefinition',
  description: 'The steps of a connection test, by connector.',
  fields: {
    steps: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          description: Type.String(),
          errorMessage: Type.Optional(Type.String()),
          shortCircuit: Type.Optional(Type.Boolean()),
          mandatory: Type.Boolean(),
        },
        { additionalProperties: false },
      ),
    ),
  },
  traits: ['owners', 'domains'],
})
export type TestConnectionDefinition = EntityOf<typeof TestConnectionDefinition>
export type CreateTestConnectionDefinition = CreateOf<typeof TestConnectionDefinition>
