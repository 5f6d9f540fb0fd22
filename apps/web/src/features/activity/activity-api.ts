/** Reads and writes what people say: threads, posts, reactions, tasks. */
import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import {
  type EntityReference,
  formatEntityLink,
  type Paging,
  type Reaction,
  type Thread,
} from '@waymark/spec'
import { call, query } from '../../api/http.ts'
import { activityKey } from '../../api/live-changes.ts'

interface ThreadPage {
  readonly data: readonly Thread[]
  readonly paging: Paging
}

/** Parameters of `GET /v1/feed`. */
export interface ThreadSelection {
  readonly entityLink?: string
  readonly type?: Thread['type']
  readonly taskStatus?: 'Open' | 'Closed'
  readonly filterType?: 'OWNER_OR_FOLLOWS' | 'ASSIGNED_TO' | 'ASSIGNED_BY' | 'MENTIONS'
}

const threadsPerPage = 20
/** Posts of a thread that come with it; the rest is asked for. */
export const postsShown = 5

export function threadsQuery(selection: ThreadSelection) {
  return infiniteQueryOptions({
    queryKey: [...activityKey, 'threads', selection],
    queryFn: async ({ signal, pageParam }) =>
      (
        await call<ThreadPage>(
          `feed${query({ ...selection, limit: threadsPerPage, limitPosts: postsShown, after: pageParam })}`,
          { signal },
        )
      ).data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.paging.after,
  })
}

/** Of one asset, those too that are over or still to come: the page knows the time itself. */
export function announcementsQuery(type: string, fqn: string) {
  const selection = { entityLink: formatEntityLink({ type, fqn }), type: 'Announcement' }
  return queryOptions({
    queryKey: [...activityKey, 'announcements', type, fqn],
    queryFn: async ({ signal }) =>
      (await call<ThreadPage>(`feed${query({ ...selection, limit: 50, limitPosts: 0 })}`, { signal })).data
        .data,
  })
}

export function threadQuery(id: string) {
  return queryOptions({
    queryKey: [...activityKey, 'thread', id],
    queryFn: async ({ signal }) => (await call<Thread>(`feed/${id}`, { signal })).data,
  })
}

const patchType = 'application/json-patch+json'
const replace = (path: string, value: unknown) => ({
  method: 'PATCH' as const,
  contentType: patchType,
  body: [{ op: 'add', path, value }],
})

export const startThread = (about: string, message: string) =>
  call('feed', { method: 'POST', body: { about, message } })

export interface NewTask {
  readonly about: string
  readonly message: string
  readonly taskDetails: {
    readonly type: string
    readonly assignees: readonly EntityReference[]
    readonly oldValue: string
    /** The text, or the tags as JSON. */
    readonly suggestion?: string
  }
}
export const startTask = (task: NewTask) => call('feed', { method: 'POST', body: { ...task, type: 'Task' } })
export const announce = (
  about: string,
  message: string,
  announcementDetails: NonNullable<Thread['announcement']>,
) => call('feed', { method: 'POST', body: { about, message, announcementDetails, type: 'Announcement' } })
export const addPost = (thread: string, message: string) =>
  call(`feed/${thread}/posts`, { method: 'POST', body: { message } })
export const deleteThread = (thread: string) => call(`feed/${thread}`, { method: 'DELETE' })
export const deletePost = (thread: string, post: string) =>
  call(`feed/${thread}/posts/${post}`, { method: 'DELETE' })
export const editThread = (thread: string, message: string) =>
  call(`feed/${thread}`, replace('/message', message))
export const editPost = (thread: string, post: string, message: string) =>
  call(`feed/${thread}/posts/${post}`, replace('/message', message))

export interface Resolution {
  readonly newValue: string
  readonly testCaseFailureReason?: string
}
export const resolveTask = (task: number, resolution: Resolution) =>
  call(`feed/tasks/${task}/resolve`, { method: 'PUT', body: resolution })
export const closeTask = (task: number, comment: string) =>
  call(`feed/tasks/${task}/close`, { method: 'PUT', body: { comment } })

/** Adds the reaction of a person, or takes it back. `place` is a thread or one of its posts. */
export async function toggleReaction(
  place: string,
  reactions: readonly Reaction[],
  type: Reaction['reactionType'],
  userId: string,
): Promise<void> {
  const isMine = (one: Reaction) => one.reactionType === type && one.user.id === userId
  const others = reactions.filter((one) => !isMine(one))
  const mine =
    others.length === reactions.length ? [{ reactionType: type, user: { id: userId, type: 'user' } }] : []
  await call(`feed/${place}`, replace('/reactions', [...others, ...mine]))
}

export async function refreshActivity(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: activityKey })
}
