/** Which app roles and groups of the directory give which roles and teams, for administrators to read and change. */
import { type Static, Type } from '@sinclair/typebox'
import type { ClaimMapping } from '@waymark/identity'
import type { FastifyInstance } from 'fastify'
import { type ApiDependencies, requireAdmin } from '../context.ts'
import { described } from '../route-config.ts'

const Mapping = Type.Object(
  {
    claim: Type.String({ enum: ['roles', 'groups'] }),
    value: Type.String({
      minLength: 1,
      maxLength: 512,
      description: 'an app role, or a group as the claim has it',
    }),
    kind: Type.String({ enum: ['role', 'team', 'admin'] }),
    target: Type.Optional(Type.String({ maxLength: 256, description: 'name of the role or team' })),
  },
  { $id: 'ClaimMapping', additionalProperties: false },
)
const OwnedMapping = Type.Object(
  {
    ...Mapping.properties,
    origin: Type.String({
      enum: ['settings', 'api'],
      description: 'settings: changed where the server is configured',
    }),
  },
  { $id: 'OwnedClaimMapping' },
)
const Mappings = Type.Object({ data: Type.Array(OwnedMapping) })

const path = '/api/v1/auth/claimMappings'

/** Validated by the route's schema: the words are the type's. */
function mappingOf({ claim, value, kind, target = '' }: Static<typeof Mapping>): ClaimMapping {
  return { value, target, claim: claim as ClaimMapping['claim'], kind: kind as ClaimMapping['kind'] }
}

export function registerClaimMappingRoutes(app: FastifyInstance, { identity }: ApiDependencies): void {
  const { claimMappings } = identity
  app.get(
    path,
    {
      config: {
        docs: described({
          summary: 'What app roles and groups give at sign-in',
          tag: 'Sign-in',
          answer: Mappings,
        }),
      },
    },
    async (request) => {
      requireAdmin(request, 'ViewAll', 'claim mappings')
      return { data: await claimMappings.list() }
    },
  )
  app.put<{ Body: Static<typeof Mapping> }>(
    path,
    {
      schema: { body: Mapping },
      config: {
        docs: described({
          summary: 'Let an app role or a group give something',
          tag: 'Sign-in',
          answer: Mapping,
        }),
      },
    },
    async (request) => {
      const { name } = requireAdmin(request, 'EditAll', 'claim mappings')
      const mapping = mappingOf(request.body)
      await claimMappings.add(mapping, name)
      return mapping
    },
  )
  app.delete<{ Body: Static<typeof Mapping> }>(
    path,
    {
      schema: { body: Mapping },
      config: {
        docs: described({
          summary: 'Take a mapping back; the next sign-in takes what it gave',
          tag: 'Sign-in',
          status: 204,
        }),
      },
    },
    async (request, reply) => {
      requireAdmin(request, 'EditAll', 'claim mappings')
      await claimMappings.remove(mappingOf(request.body))
      return reply.code(204).send()
    },
  )
}
