/** What a card of the activity feed shows of the change it is about. */
import { type Static, Type } from '@sinclair/typebox'
import { EntityReference } from './entity-reference.ts'
import { TagLabel } from './tag-label.ts'
import { TestCaseResult } from './test-case-result.ts'

const references = () => Type.Optional(Type.Array(EntityReference))
const line = () => Type.Optional(Type.String())
const closed = { additionalProperties: false }

export const FeedInfo = Type.Object(
  {
    headerMessage: line(),
    fieldName: line(),
    entitySpecificInfo: Type.Optional(
      Type.Union([
        Type.Object({ updatedAssets: references() }, { $id: 'AssetsFeedInfo', ...closed }),
        Type.Object(
          { previousValue: Type.Optional(Type.Unknown()), updatedValue: Type.Optional(Type.Unknown()) },
          { $id: 'CustomPropertyFeedInfo', ...closed },
        ),
        Type.Object(
          { previousDescription: line(), newDescription: line(), diffMessage: line() },
          { $id: 'DescriptionFeedInfo', ...closed },
        ),
        Type.Object(
          { previousDomains: references(), updatedDomains: references() },
          { $id: 'DomainFeedInfo', ...closed },
        ),
        Type.Object({ entity: Type.Optional(Type.Unknown()) }, { $id: 'EntityFeedInfo', ...closed }),
        Type.Object(
          {
            previousTags: Type.Optional(Type.Array(TagLabel)),
            updatedTags: Type.Optional(Type.Array(TagLabel)),
          },
          { $id: 'TagFeedInfo', ...closed },
        ),
        Type.Object(
          {
            parameterValues: Type.Optional(
              Type.Array(Type.Object({ name: line(), value: line() }, { additionalProperties: true })),
            ),
            entityTestResultSummary: Type.Optional(
              Type.Array(
                Type.Object(
                  {
                    testCaseName: line(),
                    status: Type.Optional(Type.String({ enum: ['Success', 'Failed', 'Aborted', 'Queued'] })),
                    timestamp: Type.Optional(Type.Integer()),
                  },
                  { additionalProperties: true },
                ),
              ),
            ),
            testCaseResult: Type.Optional(Type.Array(TestCaseResult)),
          },
          { $id: 'TestCaseResultFeedInfo', ...closed },
        ),
      ]),
    ),
  },
  { $id: 'FeedInfo', additionalProperties: false },
)
export type FeedInfo = Static<typeof FeedInfo>
