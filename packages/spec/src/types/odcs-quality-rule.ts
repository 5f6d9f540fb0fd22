/** A quality rule as the Open Data Contract Standard writes it, kept as it was imported. */
import { type Static, Type } from '@sinclair/typebox'

export const OdcsQualityRule = Type.Object(
  {
    type: Type.Optional(Type.String({ enum: ['text', 'library', 'sql', 'custom'] })),
    name: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    rule: Type.Optional(Type.String()),
    metric: Type.Optional(
      Type.String({
        enum: [
          'rowCount', 'nullValues', 'invalidValues', 'duplicateValues', 'missingValues', 'uniqueValues', 'distinctValues',
          'completeness', 'freshness',
        ], // biome-ignore format: a vocabulary
      }),
    ),
    column: Type.Optional(Type.String()),
    query: Type.Optional(Type.String()),
    engine: Type.Optional(Type.String()),
    implementation: Type.Optional(Type.String()),
    dimension: Type.Optional(
      Type.String({
        enum: [
          'accuracy', 'completeness', 'conformity', 'consistency', 'coverage', 'timeliness', 'uniqueness',
          'ac', 'cp', 'cf', 'cs', 'cv', 'tm', 'uq',
        ], // biome-ignore format: a vocabulary
      }),
    ),
    severity: Type.Optional(Type.String()),
    businessImpact: Type.Optional(Type.String()),
    unit: Type.Optional(Type.String()),
    mustBe: Type.Optional(Type.Number()),
    mustNotBe: Type.Optional(Type.Number()),
    mustBeGreaterThan: Type.Optional(Type.Number()),
    mustBeGreaterOrEqualTo: Type.Optional(Type.Number()),
    mustBeLessThan: Type.Optional(Type.Number()),
    mustBeLessOrEqualTo: Type.Optional(Type.Number()),
    mustBeBetween: Type.Optional(Type.Array(Type.Number(), { minItems: 2, maxItems: 2 })),
    mustNotBeBetween: Type.Optional(Type.Array(Type.Number(), { minItems: 2, maxItems: 2 })),
    validValues: Type.Optional(Type.Array(Type.String())),
    scheduler: Type.Optional(Type.String()),
    schedule: Type.Optional(Type.String()),
    customProperties: Type.Optional(Type.Object({}, { additionalProperties: true })),
    authoritativeDefinitions: Type.Optional(
      Type.Array(
        Type.Object(
          {
            url: Type.Optional(Type.String({ format: 'uri' })),
            name: Type.Optional(Type.String()),
            type: Type.Optional(Type.String()),
          },
          { additionalProperties: false },
        ),
      ),
    ),
    tags: Type.Optional(Type.Array(Type.String())),
  },
  { $id: 'OdcsQualityRule', additionalProperties: false },
)
export type OdcsQualityRule = Static<typeof OdcsQualityRule>
