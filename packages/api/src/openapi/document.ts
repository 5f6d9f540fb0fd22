/** Writes the OpenAPI 3.1 document from the routes as they are registered: nothing is described twice. */
import type { TSchema } from '@sinclair/typebox'
import { ErrorSchema } from '../http/error-mapper.ts'
import type { DescribedRoute } from './route-list.ts'
import { SchemaCollection } from './schema-collection.ts'

type Json = Readonly<Record<string, unknown>>

const methods = new Set(['GET', 'PUT', 'POST', 'PATCH', 'DELETE'])

/** `/tables/:id/*` to `/tables/{id}/{rest}`. */
function openApiPath(url: string): string {
  return url.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{rest}')
}

function pathParameters(url: string): Json[] {
  return [...openApiPath(url).matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: parameterDescriptions[name] ?? name,
    schema: { type: 'string' },
  }))
}

const parameterDescriptions: Readonly<Record<string, string>> = {
  id: 'id (UUID)',
  fqn: 'fully qualified name, percent-encoded as one segment',
  version: 'version, e.g. 0.2',
  key: 'key of the entry, e.g. the run id',
  rest: 'the rest of the path',
}

function queryParameters(query: TSchema | undefined, schemas: SchemaCollection): Json[] {
  const required: readonly string[] = query?.required ?? []
  const properties: Readonly<Record<string, TSchema>> = query?.properties ?? {}
  return Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = schemas.plain(schema)
    return {
      name,
      in: 'query',
      required: required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    }
  })
}

function headerParameters(headers: Readonly<Record<string, string>> = {}): Json[] {
  return Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  }))
}

/** A name for generators: `putTablesByIdFollowers`. */
function operationId({ method, url }: DescribedRoute): string {
  const words = url
    .replace(/^\/api\/v1/, '')
    .split('/')
    .filter(Boolean)
    .map((segment) => {
      const word = segment === '*' ? 'Rest' : segment.replace(/^:/, 'By-')
      return word
        .split(/[^A-Za-z0-9]/)
        .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
        .join('')
    })
  return method.toLowerCase() + words.join('')
}

function requestBody({ body, takesText, method }: DescribedRoute, schemas: SchemaCollection): Json {
  const type = method === 'PATCH' ? 'application/json-patch+json' : 'application/json'
  if (body !== undefined) {
    return { requestBody: { required: true, content: { [type]: { schema: schemas.reference(body) } } } }
  }
  return takesText
    ? { requestBody: { required: true, content: { 'text/plain': { schema: { type: 'string' } } } } }
    : {}
}

/** What an answer holds: its schema, or text where it is no JSON. A redirect and an empty answer hold nothing. */
function answerContent({ docs }: DescribedRoute, schemas: SchemaCollection): Json {
  if (docs?.answer === undefined && docs?.mediaType === undefined) return {}
  const schema = docs.answer === undefined ? { type: 'string' } : schemas.reference(docs.answer)
  const types = [docs.mediaType ?? 'application/json'].flat()
  return { content: Object.fromEntries(types.map((type) => [type, { schema }])) }
}

function operation(route: DescribedRoute, schemas: SchemaCollection): Json {
  const { docs, method } = route
  const status = String(docs?.status ?? 200)
  return {
    operationId: operationId(route),
    summary: docs?.summary ?? '',
    tags: [docs?.tag ?? 'Other'],
    parameters: [
      ...pathParameters(route.url),
      ...queryParameters(route.query, schemas),
      ...headerParameters(docs?.headers),
    ],
    ...requestBody(route, schemas),
    responses: {
      [status]: {
        description: 'Success',
        ...answerContent(route, schemas),
      },
      ...(method === 'PUT' && docs?.body !== undefined && docs.answer !== undefined
        ? {
            '201': {
              description: 'Created',
              ...answerContent(route, schemas),
            },
          }
        : {}),
      ...Object.fromEntries(
        Object.entries(docs?.withoutBody ?? {}).map(([code, description]) => [code, { description }]),
      ),
      default: { $ref: '#/components/responses/Problem' },
    },
    ...(route.isPublic ? { security: [] } : {}),
  }
}

/** The document. Its order is that of paths and names, so that two of them can be compared line by line. */
export function openApiDocument(routes: readonly DescribedRoute[]): Json {
  const schemas = new SchemaCollection()
  const problem = schemas.reference(ErrorSchema)
  const paths: Record<string, Record<string, Json>> = {}
  const described = routes.filter(({ method, url }) => methods.has(method) && url !== '/*')
  const byPath = (a: DescribedRoute, b: DescribedRoute) => (a.url < b.url ? -1 : a.url > b.url ? 1 : 0)
  for (const route of described.toSorted(byPath)) {
    const path = openApiPath(route.url)
    paths[path] ??= {}
    paths[path][route.method.toLowerCase()] = operation(route, schemas)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Waymark',
      version: '1.13',
      description:
        "OpenMetadata's REST API, as its clients of the 1.13 line speak it. Clients of the 0.13 line use the same paths, or `/legacy/api` to be certain.",
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        session: { type: 'apiKey', in: 'cookie', name: 'waymark' },
      },
      responses: {
        Problem: { description: 'What went wrong', content: { 'application/json': { schema: problem } } },
      },
      schemas: schemas.all(),
    },
  }
}
