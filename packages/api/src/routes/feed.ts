/** The feed: conversations, tasks and announcements about entities. */
import { type Static, Type } from '@sinclair/typebox'
import type { ThreadFilter, ThreadQuery } from '@waymark/engine'
import {
  CreatePost,
  CreateThread,
  JsonPatch,
  Paging,
  Post,
  parseEntityLink,
  Thread,
  ThreadCount,
  ThreadType,
} from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { resourceOf } from '../authorization.ts'
import { type ApiDependencies, principalOf } from '../context.ts'
import { queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'
import {
  mayEditThread,
  notAllowed,
  personAndTeams,
  requireReadable,
  requireVisible,
  speakerOf,
  threadAnswer,
} from './conversation-access.ts'
import { registerFeedTaskRoutes } from './feed-tasks.ts'
import { visibilityOf } from './search-visibility.ts'

const ThreadList = Type.Object({ data: Type.Array(Thread), paging: Paging })
const PostList = Type.Object({ data: Type.Array(Post), paging: Paging })
const CountList = Type.Object({ data: Type.Array(ThreadCount), paging: Paging })

const link = Type.Optional(
  Type.String({ minLength: 1, maxLength: 7000, description: 'e.g. <#E::table::svc.db.s.t>' }),
)
const userId = Type.Optional(Type.String({ format: 'uuid' }))
const ListParameters = queryOf({
  entityLink: link,
  userId,
  filterType: Type.Optional(
    Type.String({
      enum: ['OWNER', 'MENTIONS', 'FOLLOWS', 'OWNER_OR_FOLLOWS', 'ASSIGNED_TO', 'ASSIGNED_BY'],
    }),
  ),
  type: Type.Optional(ThreadType),
  taskStatus: Type.Optional(Type.String({ enum: ['Open', 'Closed'] })),
  activeAnnouncement: Type.Optional(Type.Boolean()),
  resolved: Type.Optional(Type.Boolean()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 10 })),
  limitPosts: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000, default: 3 })),
  before: Type.Optional(Type.String({ maxLength: 200 })),
  after: Type.Optional(Type.String({ maxLength: 200 })),
})
type ListParameters = Static<typeof ListParameters>

const filterKinds = {
  OWNER: 'owned',
  MENTIONS: 'mentioned',
  FOLLOWS: 'followed',
  OWNER_OR_FOLLOWS: 'ownedOrFollowed',
  ASSIGNED_TO: 'assigned',
} as const

async function filterOf(
  deps: ApiDependencies,
  request: FastifyRequest,
  query: ListParameters,
): Promise<ThreadFilter | undefined> {
  if (query.filterType === undefined && query.userId === undefined) return undefined
  const id = query.userId ?? principalOf(request).userId
  if (query.filterType === 'ASSIGNED_BY') {
    return { kind: 'createdBy', name: (await deps.engine.get('user', { id })).name }
  }
  const asked = (query.filterType ?? 'OWNER_OR_FOLLOWS') as keyof typeof filterKinds // one of the schema's values
  return { kind: filterKinds[asked], people: await personAndTeams(deps, id) }
}

async function queryFor(
  deps: ApiDependencies,
  request: FastifyRequest,
  query: ListParameters,
): Promise<ThreadQuery> {
  const filter = await filterOf(deps, request, query)
  const { entityLink, type, taskStatus, activeAnnouncement, resolved, before, after } = query
  return {
    visible: await visibilityOf(deps, principalOf(request)),
    limit: query.limit ?? 10,
    postLimit: query.limitPosts ?? 3,
    ...(filter === undefined ? {} : { filter }),
    ...(entityLink === undefined ? {} : { entityLink }),
    ...(type === undefined ? {} : { type: type as NonNullable<Thread['type']> }),
    ...(taskStatus === undefined ? {} : { taskStatus: taskStatus as 'Open' | 'Closed' }), // the schema's values
    ...(activeAnnouncement === undefined ? {} : { activeAnnouncement }),
    ...(resolved === undefined ? {} : { resolved }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  }
}

const docs = (
  summary: string,
  answer: typeof Thread | typeof ThreadList | typeof PostList | typeof CountList | typeof Post,
  status = 200,
) => ({
  docs: described({ summary, tag: 'Feed', answer, status }),
})
const path = '/api/v1/feed'

export function registerFeedRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  registerThreads(app, deps)
  registerPosts(app, deps)
  registerFeedTaskRoutes(app, deps)
}

function registerThreads(app: FastifyInstance, deps: ApiDependencies): void {
  const { conversations } = deps.engine
  app.get<{ Querystring: ListParameters }>(
    path,
    { schema: { querystring: ListParameters }, config: docs('Threads, last changed first', ThreadList) },
    async (request) => {
      const page = await conversations.list(await queryFor(deps, request, request.query))
      return { ...page, data: page.data.map((thread) => threadAnswer(request, thread)) }
    },
  )
  app.post<{ Body: CreateThread }>(
    path,
    {
      schema: { body: CreateThread },
      config: docs('Start a conversation, a task or an announcement', Thread, 201),
    },
    async (request, reply) => {
      const principal = principalOf(request)
      await requireMayStart(deps, request, request.body)
      const thread = await conversations.create(request.body, speakerOf(principal))
      return reply.code(201).send(threadAnswer(request, thread))
    },
  )
  const CountParameters = queryOf({ entityLink: link })
  app.get<{ Querystring: Static<typeof CountParameters> }>(
    `${path}/count`,
    {
      schema: { querystring: CountParameters },
      config: docs('How many threads there are, by entity link', CountList),
    },
    async (request) => {
      const principal = principalOf(request)
      const people = await personAndTeams(deps, principal.userId).catch(() => [principal.userId])
      const data = await conversations.counts(
        request.query.entityLink,
        people,
        await visibilityOf(deps, principal),
      )
      return { data, paging: { total: data.length } }
    },
  )
  app.get<{ Params: { id: string } }>(
    `${path}/:id`,
    { config: docs('A thread with all its posts', Thread) },
    async (request) => {
      const thread = await conversations.get(request.params.id)
      await requireVisible(deps, request, thread)
      return threadAnswer(request, thread)
    },
  )
  app.patch<{ Params: { id: string }; Body: JsonPatch }>(
    `${path}/:id`,
    { schema: { body: JsonPatch }, config: docs('Change a thread (RFC 6902)', Thread) },
    async (request) => {
      const principal = principalOf(request)
      const thread = await conversations.get(request.params.id)
      await requireVisible(deps, request, thread)
      const mayEdit = await mayEditThread(deps, request, thread)
      return threadAnswer(
        request,
        await conversations.patch(thread.id, request.body, speakerOf(principal), mayEdit),
      )
    },
  )
  app.delete<{ Params: { id: string } }>(
    `${path}/:id`,
    { config: docs('Delete a thread with its posts: its author, and who may edit the entity', Thread) },
    async (request) => {
      const thread = await conversations.get(request.params.id)
      await requireVisible(deps, request, thread)
      if (!(await mayEditThread(deps, request, thread))) throw notAllowed(request, 'Delete', 'thread')
      return threadAnswer(request, await conversations.delete(thread.id, speakerOf(principalOf(request))))
    },
  )
}

function registerPosts(app: FastifyInstance, deps: ApiDependencies): void {
  const { conversations } = deps.engine
  type Place = { id: string; postId: string }
  const visible = async (request: FastifyRequest, id: string): Promise<Thread> => {
    const thread = await conversations.get(id)
    await requireVisible(deps, request, thread)
    return thread
  }
  const owned = (request: FastifyRequest, thread: Thread, postId: string): boolean => {
    const principal = principalOf(request)
    return principal.isAdmin || thread.posts?.find(({ id }) => id === postId)?.from === principal.name
  }
  app.get<{ Params: { id: string } }>(
    `${path}/:id/posts`,
    { config: docs('Posts of a thread, oldest first', PostList) },
    async (request) => {
      await visible(request, request.params.id)
      const data = await conversations.posts(request.params.id)
      return { data, paging: { total: data.length } }
    },
  )
  app.post<{ Params: { id: string }; Body: Static<typeof CreatePost> }>(
    `${path}/:id/posts`,
    { schema: { body: CreatePost }, config: docs('Answer in a thread', Thread, 201) },
    async (request, reply) => {
      const { id } = await visible(request, request.params.id)
      const thread = await conversations.addPost(id, request.body.message, speakerOf(principalOf(request)))
      return reply.code(201).send(threadAnswer(request, thread))
    },
  )
  app.patch<{ Params: Place; Body: JsonPatch }>(
    `${path}/:id/posts/:postId`,
    { schema: { body: JsonPatch }, config: docs('Change a post (RFC 6902)', Post) },
    async (request) => {
      const { id, postId } = request.params
      const thread = await visible(request, id)
      const speaker = speakerOf(principalOf(request))
      return await conversations.patchPost(id, postId, request.body, speaker, owned(request, thread, postId))
    },
  )
  app.delete<{ Params: Place }>(
    `${path}/:id/posts/:postId`,
    { config: docs('Delete a post: its author and administrators', Post) },
    async (request) => {
      const { id, postId } = request.params
      const thread = await visible(request, id)
      if (!owned(request, thread, postId)) throw notAllowed(request, 'Delete', 'post')
      return await conversations.deletePost(id, postId, speakerOf(principalOf(request)))
    },
  )
}

/** Announcements speak for the entity: who starts one has to be allowed to edit it. Everything else needs to see it. */
async function requireMayStart(
  deps: ApiDependencies,
  request: FastifyRequest,
  thread: CreateThread,
): Promise<void> {
  const principal = principalOf(request)
  const { type, fqn } = parseEntityLink(thread.about, 'about')
  const definition = deps.engine.registry.find(type)
  if (!definition) return // the engine says what is wrong with the link
  await requireReadable(deps, principal, { type, fqn })
  if (thread.type !== 'Announcement' || principal.isAdmin) return
  const entity = await deps.engine.get(type, { fqn }, { fields: '*', include: 'all' })
  await deps.identity.authorize(principal, 'EditAll', resourceOf(definition, entity))
}
