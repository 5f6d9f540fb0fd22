/** What policies are written with: resources and their operations, functions of conditions, and a check of one. */
import { Type } from '@sinclair/typebox'
import { conditionFunctions, parseCondition } from '@waymark/identity'
import { operations, problem } from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { pageOf } from '../entities/answer-schemas.ts'
import { operationsOn } from '../resource-operations.ts'
import { described } from '../route-config.ts'

const ResourceDescriptor = Type.Object(
  { name: Type.String(), operations: Type.Array(Type.String({ enum: [...operations] })) },
  { $id: 'ResourceDescriptor' },
)
const FunctionDescriptor = Type.Object(
  {
    name: Type.String(),
    input: Type.String(),
    description: Type.String(),
    examples: Type.Array(Type.String()),
    parameterInputType: Type.String(),
  },
  { $id: 'FunctionDescriptor' },
)

export function registerPolicyVocabularyRoutes(app: FastifyInstance, { engine }: ApiDependencies): void {
  const tag = 'Policy'
  app.get(
    '/api/v1/policies/resources',
    {
      config: {
        docs: described({ summary: 'Resources that rules name', tag, answer: pageOf(ResourceDescriptor) }),
      },
    },
    async (request) => {
      principalOf(request)
      const types = engine.registry.all.map((definition) => ({
        name: definition.type,
        operations: operationsOn(definition),
      }))
      types.sort((one, other) => (one.name < other.name ? -1 : 1))
      const data = [{ name: 'all', operations }, ...types]
      return { data, paging: { total: data.length } }
    },
  )
  app.get(
    '/api/v1/policies/functions',
    {
      config: {
        docs: described({ summary: 'Functions of conditions', tag, answer: pageOf(FunctionDescriptor) }),
      },
    },
    async (request) => {
      principalOf(request)
      const data = conditionFunctions.map(({ name, takesArguments, description, example }) => ({
        name,
        input: takesArguments ? 'texts' : 'none',
        description,
        examples: [example],
        parameterInputType: takesArguments ? 'SpecificNames' : 'NotRequired',
      }))
      return { data, paging: { total: data.length } }
    },
  )
  app.get<{ Params: { expression: string } }>(
    '/api/v1/policies/validation/condition/:expression',
    {
      config: { docs: described({ summary: 'Check a condition; 400 says what is wrong', tag, status: 204 }) },
    },
    async (request, reply) => {
      principalOf(request)
      const parsed = parseCondition(request.params.expression)
      if (!parsed.ok) throw problem('parameter-invalid', { parameter: 'condition', expected: parsed.problem })
      return reply.code(204).send()
    },
  )
}
