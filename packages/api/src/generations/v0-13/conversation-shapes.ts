/** Threads, what is in them, and change events as the 0.13 models have them. */
import { names, shape, vocabulary } from '../older-shape.ts'

export const conversationShapes = {
  Thread: shape({
    members: names`id href threadTs about entityId addressedTo createdBy updatedAt updatedBy resolved message postsCount`,
    parts: {
      posts: 'Post',
      reactions: 'Reaction',
      task: 'TaskDetails',
      announcement: 'AnnouncementDetails',
    },
    words: { type: vocabulary(names`Conversation Task Announcement`, { otherwise: 'Conversation' }) },
  }),
  Post: shape({ members: names`id message postTs from`, parts: { reactions: 'Reaction' } }),
  Reaction: shape({
    references: names`user`,
    words: {
      reactionType: vocabulary(names`thumbsUp thumbsDown hooray laugh confused heart rocket eyes`),
    },
  }),
  TaskDetails: shape({
    members: names`id closedBy closedAt oldValue suggestion newValue`,
    references: names`assignees`,
    words: {
      type: vocabulary(names`RequestDescription UpdateDescription RequestTag UpdateTag Generic`, {
        otherwise: 'Generic',
      }),
      status: vocabulary(names`Open Closed`),
    },
  }),
  AnnouncementDetails: shape({ members: names`description startTime endTime` }),
  ChangeEvent: shape({
    members: names`entityType entityId entityFullyQualifiedName previousVersion currentVersion userName timestamp entity`,
    parts: { changeDescription: 'ChangeDescription' },
    words: {
      // Whatever else happened around an entity is a change of it to clients that know these four.
      eventType: vocabulary(names`entityCreated entityUpdated entitySoftDeleted entityDeleted`, {
        otherwise: 'entityUpdated',
      }),
    },
  }),
}
