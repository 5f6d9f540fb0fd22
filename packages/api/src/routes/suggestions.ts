/** Suggestions: descriptions and tags that wait for somebody with the right to write them. */
import { type Static, Type } from '@sinclair/typebox'
import type { SuggestionQuery } from '@waymark/engine'
import type { Principal } from '@waymark/identity'
import {
  CreateSuggestion,
  Paging,
  parseEntityLink,
  problem,
  Suggestion,
  SuggestionStatus,
} from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { writeAuthorizer } from '../authorization.ts'
import { type ApiDependencies, principalOf } from '../context.ts'
import { baseUrlOf } from '../entities/address.ts'
import { heldWrites } from '../held-writes.ts'
import { queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'
import { requireReadable, speakerOf } from './conversation-access.ts'
import { visibilityOf } from './search-visibility.ts'

const SuggestionList = Type.Object({ data: Type.Array(Suggestion), paging: Paging })
const ListParameters = queryOf({
  entityFQN: Type.Optional(Type.String({ minLength: 1, maxLength: 3072 })),
  userId: Type.Optional(Type.String({ format: 'uuid' })),
  status: Type.Optional(SuggestionStatus),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 10 })),
  before: Type.Optional(Type.String({ maxLength: 200 })),
  after: Type.Optional(Type.String({ maxLength: 200 })),
})
const AllParameters = queryOf({
  userId: Type.String({ format: 'uuid' }),
  entityFQN: Type.String({ minLength: 1, maxLength: 3072 }),
  suggestionType: Type.Optional(Type.String({ enum: ['SuggestDescription', 'SuggestTagLabel'] })),
})
type AllParameters = Static<typeof AllParameters>
const UpdateSuggestion = Type.Partial(Suggestion)

const path = '/api/v1/suggestions'
const docs = (summary: string, answer: typeof Suggestion | typeof SuggestionList, status = 200) => ({
  docs: described({ summary, tag: 'Suggestions', answer, status }),
})

function answer(request: FastifyRequest, suggestion: Suggestion): Suggestion {
  return { ...suggestion, href: `${baseUrlOf(request)}${path}/${suggestion.id}` }
}

export function registerSuggestionRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const { suggestions } = deps.engine
  const visible = async (request: FastifyRequest, id: string): Promise<Suggestion> => {
    const suggestion = await suggestions.get(id)
    await requireReadable(deps, principalOf(request), parseEntityLink(suggestion.entityLink))
    return suggestion
  }
  /** The author, or an administrator. */
  const own = async (request: FastifyRequest, id: string, operation: string): Promise<Suggestion> => {
    const suggestion = await visible(request, id)
    const principal = principalOf(request)
    if (principal.isAdmin || suggestion.createdBy?.id === principal.userId) return suggestion
    throw problem('not-allowed', { principal: principal.name, operation, resource: 'suggestion' })
  }

  app.get<{ Querystring: Static<typeof ListParameters> }>(
    path,
    { schema: { querystring: ListParameters }, config: docs('Suggestions, newest first', SuggestionList) },
    async (request) => {
      const { entityFQN, userId, status, limit = 10, before, after } = request.query
      const query: SuggestionQuery = {
        visible: await visibilityOf(deps, principalOf(request)),
        limit,
        ...(entityFQN === undefined ? {} : { entityFqn: entityFQN }),
        ...(userId === undefined ? {} : { userId }),
        ...(status === undefined ? {} : { status: status as 'Open' | 'Accepted' | 'Rejected' }), // the schema's values
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      }
      const page = await suggestions.list(query)
      return { ...page, data: page.data.map((one) => answer(request, one)) }
    },
  )
  app.post<{ Body: CreateSuggestion }>(
    path,
    { schema: { body: CreateSuggestion }, config: docs('Suggest a description or tags', Suggestion, 201) },
    async (request, reply) => {
      const principal = principalOf(request)
      await requireReadable(deps, principal, parseEntityLink(request.body.entityLink))
      const created = await suggestions.create(request.body, speakerOf(principal))
      return reply.code(201).send(answer(request, created))
    },
  )
  app.get<{ Params: { id: string } }>(
    `${path}/:id`,
    { config: docs('One suggestion', Suggestion) },
    async (request) => answer(request, await visible(request, request.params.id)),
  )
  app.put<{ Params: { id: string }; Body: Static<typeof UpdateSuggestion> }>(
    `${path}/:id`,
    {
      schema: { body: UpdateSuggestion },
      config: docs('Change what an open suggestion proposes', Suggestion),
    },
    async (request) => {
      const { id } = await own(request, request.params.id, 'Edit')
      const { description, tagLabels } = request.body
      const change = {
        ...(description === undefined ? {} : { description }),
        ...(tagLabels === undefined ? {} : { tagLabels }),
      }
      return answer(request, await suggestions.update(id, change, speakerOf(principalOf(request))))
    },
  )
  app.delete<{ Params: { id: string } }>(
    `${path}/:id`,
    { config: docs('Take a suggestion back', Suggestion) },
    async (request) => {
      const { id } = await own(request, request.params.id, 'Delete')
      return answer(request, await suggestions.delete(id, speakerOf(principalOf(request))))
    },
  )
  registerDecisions(app, deps, visible)
}

function registerDecisions(
  app: FastifyInstance,
  deps: ApiDependencies,
  visible: (request: FastifyRequest, id: string) => Promise<Suggestion>,
): void {
  const { suggestions } = deps.engine
  const settle = {
    async accept(request: FastifyRequest, ids: readonly string[]) {
      const principal = principalOf(request)
      const accepted = await Promise.all(ids.map((id) => suggestions.get(id)))
      const types = accepted.map(({ entityLink }) => parseEntityLink(entityLink).type)
      const options = await heldWrites(deps, principal, ...types)
      return await suggestions.accept(ids, speakerOf(principal), options)
    },
    async reject(request: FastifyRequest, ids: readonly string[]) {
      const principal = principalOf(request)
      for (const id of ids) await requireMayReject(deps, principal, await suggestions.get(id))
      return await suggestions.reject(ids, speakerOf(principal))
    },
  }
  for (const decision of ['accept', 'reject'] as const) {
    app.put<{ Params: { id: string } }>(
      `${path}/:id/${decision}`,
      {
        config: {
          ...docs(`${decision === 'accept' ? 'Accept' : 'Reject'} a suggestion`, Suggestion),
          ignoreBody: true,
        },
      },
      async (request) => {
        await visible(request, request.params.id)
        const [suggestion] = await settle[decision](request, [request.params.id])
        if (!suggestion) throw problem('entity-not-found', { type: 'suggestion', key: request.params.id })
        return answer(request, suggestion)
      },
    )
    app.put<{ Querystring: AllParameters }>(
      `${path}/${decision}-all`,
      {
        schema: { querystring: AllParameters },
        config: {
          ...docs(
            `${decision === 'accept' ? 'Accept' : 'Reject'} all open suggestions of one author about one entity`,
            SuggestionList,
          ),
          ignoreBody: true,
        },
      },
      async (request) => {
        const { userId, entityFQN, suggestionType } = request.query
        const ids = await suggestions.openOf(userId, entityFQN, suggestionType)
        const data = await settle[decision](request, ids)
        return { data: data.map((one) => answer(request, one)), paging: { total: data.length } }
      },
    )
  }
}

/** Who may write what is proposed, and its author. */
async function requireMayReject(
  deps: ApiDependencies,
  principal: Principal,
  suggestion: Suggestion,
): Promise<void> {
  if (suggestion.createdBy?.id === principal.userId) return
  const { type, fqn } = parseEntityLink(suggestion.entityLink)
  const definition = deps.engine.registry.byType(type)
  const entity = await deps.engine.get(type, { fqn }, { fields: '*', include: 'all' })
  const member = suggestion.type === 'SuggestTagLabel' ? 'tags' : 'description'
  const write = { action: 'update', type, before: entity, after: entity, changed: [member] } as const
  await writeAuthorizer(deps.identity, principal, definition)(write)
}
