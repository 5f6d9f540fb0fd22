/** What somebody may do, and which rule says so: OpenMetadata's permission routes, and "why can't I?". */
import { type Static, Type } from '@sinclair/typebox'
import type { EntityJson, EntityKey } from '@waymark/engine'
import type { Access, Decision, Principal, Resource } from '@waymark/identity'
import { type AnyDefinition, type Operation, operations, PolicyRule, problem, quoteName } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { resourceOf } from '../authorization.ts'
import { type ApiDependencies, principalOf, requireAdmin } from '../context.ts'
import { queryOf } from '../http/query.ts'
import { described, type RouteDocs } from '../route-config.ts'

const accesses = ['deny', 'allow', 'conditionalDeny', 'conditionalAllow', 'notAllow'] satisfies Access[]
const OperationName = Type.String({ enum: [...operations] })

const Permission = Type.Object({
  operation: OperationName,
  access: Type.String({ enum: accesses }),
  rule: Type.Optional(PolicyRule),
  policy: Type.Optional(Type.String()),
  role: Type.Optional(Type.String()),
})
const ResourcePermission = Type.Object(
  { resource: Type.String(), permissions: Type.Array(Permission) },
  { $id: 'ResourcePermission' },
)
const PermissionList = Type.Object({
  data: Type.Array(ResourcePermission),
  paging: Type.Object({ total: Type.Integer() }),
})
const Evaluation = Type.Object(
  {
    user: Type.String(),
    resource: Type.String(),
    name: Type.Optional(Type.String()),
    operation: OperationName,
    access: Type.String({ enum: accesses }),
    allowed: Type.Boolean(),
    reason: Type.String({ description: 'one sentence that names the rule' }),
    rule: Type.Optional(PolicyRule),
    policy: Type.Optional(Type.String()),
    grantedBy: Type.Optional(Type.String({ description: "e.g. role 'DataSteward'" })),
  },
  { $id: 'PermissionEvaluation' },
)

const ForUser = queryOf({
  user: Type.Optional(Type.String({ maxLength: 256, description: 'somebody else, for administrators' })),
})
const EvaluateParameters = queryOf({
  user: Type.Optional(Type.String({ maxLength: 256, description: 'somebody else, for administrators' })),
  resource: Type.String({ maxLength: 128, description: 'an entity type, e.g. table' }),
  operation: OperationName,
  resourceId: Type.Optional(Type.String({ format: 'uuid' })),
  fqn: Type.Optional(Type.String({ maxLength: 3072 })),
})

/** `All` is a word of rules; what is asked for are the operations themselves. */
const concrete = operations.filter((operation) => operation !== 'All')

export function registerPermissionRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  registerPermissions(app, deps)
  registerExplanations(app, deps)
}

/** Whose rights are asked for: the caller's own, or, by an administrator, somebody's by name. */
async function subjectOf(
  { engine }: ApiDependencies,
  request: FastifyRequest,
  name: string | undefined,
): Promise<Principal> {
  const me = principalOf(request)
  if (name === undefined || name.toLowerCase() === me.name) return me
  requireAdmin(request, 'ViewAll', 'permissions of others')
  const user = await engine.get('user', { fqn: quoteName(name.toLowerCase()) })
  return {
    userId: user.id,
    name: user.name,
    email: String(user.email),
    isAdmin: user.isAdmin === true,
    isBot: user.isBot === true,
    via: me.via,
  }
}

function definitionOf({ engine }: ApiDependencies, type: string): AnyDefinition {
  const found = engine.registry.all.find((definition) => definition.type === type)
  if (found) return found
  const known = engine.registry.all.map((definition) => definition.type).join(', ')
  throw problem('parameter-invalid', {
    parameter: 'resource',
    expected: `'${type}' is not one of ${known}.`,
  })
}

async function permissionsOn(deps: ApiDependencies, subject: Principal, resource: Resource) {
  const permissions = await Promise.all(
    concrete.map(async (operation) => {
      const { access, rule, policy, from } = await deps.identity.decide(subject, operation, resource)
      return {
        operation,
        access,
        ...(rule && { rule }),
        ...(policy !== undefined && { policy }),
        ...(from?.kind === 'role' && { role: from.name }),
      }
    }),
  )
  return { resource: resource.type, permissions }
}

/** Reading it is part of the question, so whoever may not see an entity is told that first. */
async function entityFor(
  deps: ApiDependencies,
  request: FastifyRequest,
  type: AnyDefinition,
  key: EntityKey,
): Promise<EntityJson> {
  const entity = await deps.engine.get(type.type, key, { fields: '*', include: 'all' })
  await deps.identity.authorize(principalOf(request), 'ViewBasic', resourceOf(type, entity))
  return entity
}

function registerPermissions(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine } = deps
  const base = '/api/v1/permissions'
  const docs = (summary: string, answer: RouteDocs['answer']): RouteDocs =>
    described({ summary, tag: 'Permissions', ...(answer && { answer }) })
  app.get<{ Querystring: Static<typeof ForUser> }>(
    base,
    { schema: { querystring: ForUser }, config: { docs: docs('What I may do, by type', PermissionList) } },
    async (request) => {
      const subject = await subjectOf(deps, request, request.query.user)
      const data = await Promise.all(
        engine.registry.all.map(({ type }) => permissionsOn(deps, subject, { type })),
      )
      return { data, paging: { total: data.length } }
    },
  )
  app.get<{ Params: { resource: string }; Querystring: Static<typeof ForUser> }>(
    `${base}/:resource`,
    {
      schema: { querystring: ForUser },
      config: { docs: docs('What I may do with a type', ResourcePermission) },
    },
    async (request) => {
      const { type } = definitionOf(deps, request.params.resource)
      return permissionsOn(deps, await subjectOf(deps, request, request.query.user), { type })
    },
  )
  const one = async (
    request: FastifyRequest<{ Params: { resource: string }; Querystring: Static<typeof ForUser> }>,
    key: EntityKey,
  ) => {
    const definition = definitionOf(deps, request.params.resource)
    const entity = await entityFor(deps, request, definition, key)
    const subject = await subjectOf(deps, request, request.query.user)
    return permissionsOn(deps, subject, resourceOf(definition, entity))
  }
  app.get<{ Params: { resource: string; id: string }; Querystring: Static<typeof ForUser> }>(
    `${base}/:resource/:id`,
    {
      schema: {
        querystring: ForUser,
        params: Type.Object({ resource: Type.String(), id: Type.String({ format: 'uuid' }) }),
      },
      config: { docs: docs('What I may do with an entity, by id', ResourcePermission) },
    },
    (request) => one(request, { id: request.params.id }),
  )
  app.get<{ Params: { resource: string; fqn: string }; Querystring: Static<typeof ForUser> }>(
    `${base}/:resource/name/:fqn`,
    {
      schema: { querystring: ForUser },
      config: { docs: docs('What I may do with an entity, by its name', ResourcePermission) },
    },
    (request) => one(request, { fqn: request.params.fqn }),
  )
}

function evaluation(
  subject: Principal,
  operation: string,
  resource: Resource,
  { access, reason, rule, policy, from }: Decision,
): Static<typeof Evaluation> {
  return {
    user: subject.name,
    resource: resource.type,
    ...(resource.name !== undefined && { name: resource.name }),
    operation,
    access,
    allowed: access === 'allow',
    reason,
    ...(rule && { rule }),
    ...(policy !== undefined && { policy }),
    ...(from && { grantedBy: `${from.kind} '${from.name}'` }),
  }
}

function registerExplanations(app: FastifyInstance, deps: ApiDependencies): void {
  const base = '/api/v1/permissions/debug'
  app.get<{ Querystring: Static<typeof EvaluateParameters> }>(
    `${base}/evaluate`,
    {
      schema: { querystring: EvaluateParameters },
      config: {
        docs: described({
          summary: "Why may (or can't) somebody do this? Names the rule that decided",
          tag: 'Permissions',
          answer: Evaluation,
        }),
      },
    },
    async (request) => {
      const { user, resource: type, operation, resourceId, fqn } = request.query
      const subject = await subjectOf(deps, request, user)
      const definition = definitionOf(deps, type)
      const key = resourceId === undefined ? (fqn === undefined ? undefined : { fqn }) : { id: resourceId }
      const entity = key && (await entityFor(deps, request, definition, key))
      const resource = resourceOf(definition, entity)
      const asked = operation as Operation // checked against the list by the route's schema
      return evaluation(subject, asked, resource, await deps.identity.decide(subject, asked, resource))
    },
  )
  const rights = async (request: FastifyRequest, name: string | undefined) => {
    const subject = await subjectOf(deps, request, name)
    const { roleNames, teamNames, policies } = await deps.identity.grantsOf(subject)
    return {
      user: subject.name,
      isAdmin: subject.isAdmin,
      roles: roleNames,
      teams: teamNames,
      policies: policies.map(({ name: policy, from, rules }) => ({
        name: policy,
        ...(from && { grantedBy: `${from.kind} '${from.name}'` }),
        rules,
      })),
    }
  }
  const Rights = Type.Object(
    {
      user: Type.String(),
      isAdmin: Type.Boolean(),
      roles: Type.Array(Type.String()),
      teams: Type.Array(Type.String()),
      policies: Type.Array(
        Type.Object({
          name: Type.String(),
          grantedBy: Type.Optional(Type.String()),
          rules: Type.Array(PolicyRule),
        }),
      ),
    },
    { $id: 'PermissionOverview' },
  )
  app.get(
    `${base}/me`,
    {
      config: {
        docs: described({ summary: 'Where my rights come from', tag: 'Permissions', answer: Rights }),
      },
    },
    (request) => rights(request, undefined),
  )
  app.get<{ Params: { name: string } }>(
    `${base}/user/:name`,
    {
      config: {
        docs: described({
          summary: 'Where the rights of somebody come from',
          tag: 'Permissions',
          answer: Rights,
        }),
      },
    },
    (request) => rights(request, request.params.name),
  )
}
