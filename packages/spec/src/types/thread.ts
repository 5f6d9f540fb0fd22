/** What people say to each other about entities: conversations, tasks and announcements. */
import { type Static, Type } from '@sinclair/typebox'
import { ChangeDescription } from './change-description.ts'
import { EntityReference } from './entity-reference.ts'
import { FeedInfo } from './feed-info.ts'
import { RecognizerFeedback } from './recognizer-feedback.ts'
import { RecognizerMetadata } from './tag-label.ts'

const text = () => Type.String({ minLength: 1, maxLength: 100_000 })
const at = () => Type.Integer({ minimum: 0, description: 'milliseconds since 1970' })
const link = () => Type.String({ minLength: 1, maxLength: 7000 })

export const ThreadType = Type.String({ enum: ['Conversation', 'Task', 'Announcement', 'Chatbot'] })

export const TaskType = Type.String({
  enum: [
    'RequestDescription', 'UpdateDescription', 'RequestTag', 'UpdateTag', 'RequestApproval',
    'RequestTestCaseFailureResolution', 'RecognizerFeedbackApproval', 'Generic',
  ], // biome-ignore format: a vocabulary
})

export const Reaction = Type.Object(
  {
    reactionType: Type.String({
      enum: ['thumbsUp', 'thumbsDown', 'hooray', 'laugh', 'confused', 'heart', 'rocket', 'eyes'],
    }),
    user: EntityReference,
  },
  { $id: 'Reaction', additionalProperties: false },
)
export type Reaction = Static<typeof Reaction>

export const Post = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    message: text(),
    postTs: Type.Optional(at()),
    from: Type.String(),
    reactions: Type.Optional(Type.Array(Reaction, { maxItems: 1000 })),
  },
  { $id: 'Post', additionalProperties: false },
)
export type Post = Static<typeof Post>

const TaskDetails = Type.Object(
  {
    id: Type.Integer(),
    type: TaskType,
    assignees: Type.Array(EntityReference, { maxItems: 100 }),
    status: Type.Optional(Type.String({ enum: ['Open', 'Closed'] })),
    closedBy: Type.Optional(Type.String()),
    closedAt: Type.Optional(at()),
    oldValue: Type.Optional(Type.String()),
    suggestion: Type.Optional(Type.String()),
    newValue: Type.Optional(Type.String()),
    testCaseResolutionStatusId: Type.Optional(Type.String({ format: 'uuid' })),
    feedback: Type.Optional(RecognizerFeedback),
    recognizer: Type.Optional(RecognizerMetadata),
  },
  { $id: 'TaskDetails', additionalProperties: false },
)

const AnnouncementDetails = Type.Object(
  { description: Type.Optional(Type.String({ maxLength: 100_000 })), startTime: at(), endTime: at() },
  { $id: 'AnnouncementDetails', additionalProperties: false },
)

const ChatbotDetails = Type.Object(
  { query: Type.Optional(Type.String({ maxLength: 100_000 })) },
  { $id: 'ChatbotDetails', additionalProperties: true },
)

export const Thread = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    type: Type.Optional(ThreadType),
    href: Type.Optional(Type.String({ format: 'uri' })),
    threadTs: Type.Optional(at()),
    about: link(),
    entityRef: Type.Optional(EntityReference),
    entityUrlLink: Type.Optional(Type.String()),
    domains: Type.Optional(Type.Array(Type.String({ format: 'uuid' }))),
    generatedBy: Type.Optional(Type.String({ enum: ['user', 'system'] })),
    cardStyle: Type.Optional(
      Type.String({
        enum: [
          'default', 'logicalTestCaseAdded', 'entityCreated', 'entityDeleted', 'entitySoftDeleted', 'description',
          'tags', 'owner', 'testCaseResult', 'customProperties', 'assets', 'domain',
        ], // biome-ignore format: a vocabulary
      }),
    ),
    fieldOperation: Type.Optional(Type.String({ enum: ['added', 'updated', 'deleted', 'none'] })),
    feedInfo: Type.Optional(FeedInfo),
    addressedTo: Type.Optional(link()),
    createdBy: Type.Optional(Type.String()),
    updatedAt: Type.Optional(at()),
    updatedBy: Type.Optional(Type.String()),
    changeDescription: Type.Optional(ChangeDescription),
    impersonatedBy: Type.Optional(Type.String()),
    resolved: Type.Optional(Type.Boolean()),
    message: text(),
    postsCount: Type.Optional(Type.Integer()),
    posts: Type.Optional(Type.Array(Post)),
    reactions: Type.Optional(Type.Array(Reaction, { maxItems: 1000 })),
    task: Type.Optional(TaskDetails),
    announcement: Type.Optional(AnnouncementDetails),
    chatbot: Type.Optional(ChatbotDetails),
  },
  { $id: 'Thread', additionalProperties: false },
)
export type Thread = Static<typeof Thread>

export const CreateThread = Type.Object(
  {
    message: text(),
    about: link(),
    addressedTo: Type.Optional(link()),
    type: Type.Optional(ThreadType),
    taskDetails: Type.Optional(
      Type.Object(
        {
          type: TaskType,
          assignees: Type.Array(EntityReference, { maxItems: 100 }),
          oldValue: Type.Optional(Type.String({ maxLength: 1_000_000 })),
          suggestion: Type.Optional(Type.String({ maxLength: 1_000_000 })),
        },
        { $id: 'CreateTaskDetails', additionalProperties: false },
      ),
    ),
    announcementDetails: Type.Optional(AnnouncementDetails),
    chatbotDetails: Type.Optional(ChatbotDetails),
    domains: Type.Optional(Type.Array(Type.String({ format: 'uuid' }))),
    from: Type.Optional(
      Type.String({ description: 'sent by clients of before 1.13; the caller is the author' }),
    ),
  },
  { $id: 'CreateThread', additionalProperties: false },
)
export type CreateThread = Static<typeof CreateThread>

export const CreatePost = Type.Object(
  { message: text(), from: Type.Optional(Type.String()) },
  { $id: 'CreatePost', additionalProperties: false },
)

export const ResolveTask = Type.Object(
  {
    newValue: Type.String({ maxLength: 1_000_000 }),
    testCaseFailureReason: Type.Optional(
      Type.String({ enum: ['FalsePositive', 'MissingData', 'Duplicates', 'OutOfBounds', 'Other'] }),
    ),
    testCaseFQN: Type.Optional(Type.String({ minLength: 1, maxLength: 3072 })),
  },
  { $id: 'ResolveTask', additionalProperties: false },
)
export type ResolveTask = Static<typeof ResolveTask>

export const CloseTask = Type.Object(
  {
    comment: Type.String({ maxLength: 100_000 }),
    testCaseFQN: Type.Optional(Type.String({ minLength: 1, maxLength: 3072 })),
  },
  { $id: 'CloseTask', additionalProperties: false },
)

const count = () => Type.Optional(Type.Integer({ minimum: 0 }))

export const ThreadCount = Type.Object(
  {
    entityLink: Type.Optional(link()),
    conversationCount: count(),
    openTaskCount: count(),
    closedTaskCount: count(),
    totalTaskCount: count(),
    mentionCount: count(),
    totalAnnouncementCount: count(),
    activeAnnouncementCount: count(),
    inactiveAnnouncementCount: count(),
  },
  { $id: 'ThreadCount', additionalProperties: false },
)
export type ThreadCount = Static<typeof ThreadCount>
