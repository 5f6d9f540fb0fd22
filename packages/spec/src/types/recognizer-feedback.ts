/** What a person says about a tag that a recogniser put somewhere wrongly. */
import { Type } from '@sinclair/typebox'
import { EntityReference } from './entity-reference.ts'

const fqn = () => Type.String({ minLength: 1, maxLength: 3072 })

export const RecognizerFeedback = Type.Object(
  {
    id: Type.Optional(Type.String({ format: 'uuid' })),
    entityLink: Type.String({ minLength: 1, maxLength: 7000 }),
    tagFQN: fqn(),
    feedbackType: Type.String({
      enum: ['FALSE_POSITIVE', 'INCORRECT_CLASSIFICATION', 'OVERLY_BROAD', 'CONTEXT_SPECIFIC'],
    }),
    userReason: Type.Optional(
      Type.String({
        enum: [
          'NOT_SENSITIVE_DATA', 'WRONG_DATA_TYPE', 'INTERNAL_IDENTIFIER', 'PUBLIC_INFORMATION', 'TEST_DATA',
          'ENCRYPTED_DATA', 'OTHER',
        ], // biome-ignore format: a vocabulary
      }),
    ),
    userComments: Type.Optional(Type.String({ maxLength: 100_000 })),
    suggestedTag: Type.Optional(fqn()),
    sampleValues: Type.Optional(Type.Array(Type.String())),
    recognizerInfo: Type.Optional(
      Type.Object(
        {
          recognizerId: Type.Optional(Type.String({ format: 'uuid' })),
          recognizerName: Type.Optional(Type.String()),
          matchPattern: Type.Optional(Type.String()),
          confidenceScore: Type.Optional(Type.Number()),
        },
        { $id: 'RecognizerInfo', additionalProperties: true },
      ),
    ),
    createdBy: Type.Optional(EntityReference),
    createdAt: Type.Optional(Type.Integer()),
    status: Type.Optional(Type.String({ enum: ['PENDING', 'REVIEWED', 'APPLIED', 'REJECTED'] })),
    resolution: Type.Optional(
      Type.Object(
        {
          action: Type.Optional(
            Type.String({
              enum: [
                'ADDED_TO_EXCEPTION_LIST', 'PATTERN_ADJUSTED', 'THRESHOLD_INCREASED',
                'RECOGNIZER_DISABLED_FOR_ENTITY', 'NO_ACTION_NEEDED',
              ], // biome-ignore format: a vocabulary
            }),
          ),
          resolvedBy: Type.Optional(EntityReference),
          resolvedAt: Type.Optional(Type.Integer()),
          resolutionNotes: Type.Optional(Type.String()),
        },
        { $id: 'RecognizerFeedbackResolution', additionalProperties: true },
      ),
    ),
  },
  { $id: 'RecognizerFeedback', additionalProperties: false },
)
