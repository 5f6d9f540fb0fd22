/** What people can say about entities, and what callers can rely on: threads, posts, tasks, suggestions. */
import type {
  ChangeEvent,
  CreateSuggestion,
  CreateThread,
  JsonPatch,
  Paging,
  Post,
  ResolveTask,
  Suggestion,
  Thread,
  ThreadCount,
} from '@waymark/spec'
import type { Visibility } from '../search/search-contract.ts'
import type { Actor, WriteOptions } from '../write-options.ts'

/** Who speaks. The id lets reactions, mentions and assignments find the account. */
export interface Speaker extends Actor {
  readonly id: string
}

/** Which threads concern somebody. `people` are ids: a user's own and those of their teams. */
export type ThreadFilter =
  | { readonly kind: 'owned' | 'followed' | 'ownedOrFollowed' | 'mentioned' | 'assigned'; readonly people: readonly string[] }
  | { readonly kind: 'createdBy'; readonly name: string } // biome-ignore format: two lines, two kinds

export interface ThreadQuery {
  /** Entity link; threads about parts of the entity are found as well. */
  readonly entityLink?: string
  readonly type?: Thread['type']
  readonly taskStatus?: 'Open' | 'Closed'
  /** Announcements that run now, or that do not. */
  readonly activeAnnouncement?: boolean
  readonly resolved?: boolean
  readonly filter?: ThreadFilter
  /** What the reader may see; threads about anything else are left out. Undefined: everything. */
  readonly visible?: Visibility | undefined
  /** 1 to 1000. Default 10. */
  readonly limit?: number
  readonly after?: string
  readonly before?: string
  /** Newest posts of each thread that come along, oldest first. Default 3. */
  readonly postLimit?: number
}

export interface ThreadPage {
  readonly data: readonly Thread[]
  readonly paging: Paging
}

/**
 * Threads hang on the id of their entity: renames carry them along, and hard deletion takes them. Answers show the
 * entity under its present name. Everything people do becomes a change event of entity type `THREAD`.
 */
export interface Conversations {
  /**
   * Announcements of one entity never overlap.
   * @throws `body-invalid`, `reference-not-found`
   */
  create(thread: CreateThread, speaker: Speaker): Promise<Thread>
  /** With all posts. @throws `entity-not-found` */
  get(id: string): Promise<Thread>
  /** @throws `entity-not-found` */
  task(number: number): Promise<Thread>
  /** Last changed first. */
  list(query: ThreadQuery): Promise<ThreadPage>
  /**
   * Changes what may change: `message`, `resolved`, `reactions` (the speaker's own), `announcement`, and a task's
   * assignees, old value and suggestion. `mayEdit` says whether the speaker may change more than reactions.
   * @throws `patch-invalid`, `not-allowed`
   */
  patch(id: string, patch: JsonPatch, speaker: Speaker, mayEdit: boolean): Promise<Thread>
  delete(id: string, speaker: Speaker): Promise<Thread>
  addPost(threadId: string, message: string, speaker: Speaker): Promise<Thread>
  posts(threadId: string): Promise<readonly Post[]>
  patchPost(threadId: string, postId: string, patch: JsonPatch, speaker: Speaker, mayEdit: boolean): Promise<Post>
  deletePost(threadId: string, postId: string, speaker: Speaker): Promise<Post>
  /**
   * Applies the value of a task to its entity as a write of the speaker's, and closes the task, in one transaction.
   * `authorize` of the options decides about the write as about any other.
   * @throws `body-invalid` for a value that the task's type cannot take, `value-taken` when it is closed already
   */
  resolveTask(number: number, resolution: ResolveTask, speaker: Speaker, options?: WriteOptions): Promise<Thread>
  /** Closes a task without applying anything; the comment becomes a post. */
  closeTask(number: number, comment: string, speaker: Speaker): Promise<Thread>
  /** Per entity link; visible as in {@link ThreadQuery}. */
  counts(entityLink: string | undefined, people: readonly string[], visible?: Visibility): Promise<readonly ThreadCount[]>
  /** Adds a card to the activity feed for what people changed. Idempotent: an event makes its card once. */
  record(events: readonly ChangeEvent[]): Promise<void>
  /** Drops conversations that nobody touched since; answers how many. Open tasks stay. */
  deleteOlderThan(timeMs: number): Promise<number>
} // biome-ignore format: signatures read better on one line

export interface SuggestionQuery {
  readonly entityFqn?: string
  readonly userId?: string
  readonly status?: Suggestion['status']
  readonly visible?: Visibility | undefined
  readonly limit?: number
  readonly after?: string
  readonly before?: string
}

export interface SuggestionPage {
  readonly data: readonly Suggestion[]
  readonly paging: Paging
}

/** Descriptions and tags that wait for somebody with the right to write them. */
export interface Suggestions {
  /** @throws `body-invalid`, `reference-not-found` */
  create(suggestion: CreateSuggestion, speaker: Speaker): Promise<Suggestion>
  get(id: string): Promise<Suggestion>
  list(query: SuggestionQuery): Promise<SuggestionPage>
  /** Changes the proposed value of an open suggestion. @throws `body-invalid` */
  update(id: string, suggestion: Partial<CreateSuggestion>, speaker: Speaker): Promise<Suggestion>
  /**
   * Writes what is proposed to the entity and marks the suggestions as accepted: one transaction for all of them.
   * @throws `value-taken` for one that is no longer open; whatever `authorize` throws
   */
  accept(ids: readonly string[], speaker: Speaker, options?: WriteOptions): Promise<readonly Suggestion[]>
  reject(ids: readonly string[], speaker: Speaker): Promise<readonly Suggestion[]>
  delete(id: string, speaker: Speaker): Promise<Suggestion>
  /** Open suggestions of one author about one entity and its parts, for calls that accept or reject all of them. */
  openOf(userId: string, entityFqn: string, type: Suggestion['type']): Promise<readonly string[]>
}
