/** Microsoft Graph's JSON batches: up to twenty requests in one, each answered by itself. */
import { type Static, Type } from '@sinclair/typebox'
import type { Answer } from '../http/answer.ts'
import type { EntraRequest } from '../http/request.ts'
import { findRoute, type Handler, type Route } from '../http/router.ts'
import type { World } from '../world.ts'
import { bodyAs } from './body.ts'
import { checkGraphToken } from './caller.ts'
import { graphHeaders, graphRefusal } from './operation.ts'
import { GraphProblem, unknownSegment } from './problem.ts'

const closed = { additionalProperties: false }

const Batch = Type.Object(
  {
    requests: Type.Array(
      Type.Object(
        {
          id: Type.String({ minLength: 1 }),
          method: Type.String({ minLength: 3 }),
          url: Type.String({ minLength: 1 }),
          headers: Type.Optional(Type.Record(Type.String(), Type.String())),
          body: Type.Optional(Type.Unknown()),
          dependsOn: Type.Optional(Type.Array(Type.String())),
        },
        closed,
      ),
    ),
  },
  closed,
)
type Part = Static<typeof Batch>['requests'][number]

interface PartAnswer {
  id: string
  status: number
  headers: Answer['headers']
  body?: unknown
}

const largestBatch = 20

/**
 * `POST /$batch`: runs the parts in their order, those with `dependsOn` after what they name; one that names a part
 * that failed is answered 424 and not run.
 * @param routesBelow the routes of a version, without the batch itself: batches do not nest
 */
export const batch =
  (version: string, routesBelow: Route[]): Handler =>
  async (request, world) => {
    if (request.method === 'OPTIONS') return { status: 200, headers: graphHeaders(request), body: '' }
    try {
      await checkGraphToken(request, world)
      const { requests } = bodyAs(Batch, request)
      checkParts(requests)
      const responses: PartAnswer[] = []
      for (const part of requests) {
        const failed = (part.dependsOn ?? []).some((id) =>
          responses.some((answer) => answer.id.toLowerCase() === id.toLowerCase() && answer.status >= 400),
        )
        const answer = failed
          ? dependencyFailed(request)
          : await run(part, version, routesBelow, request, world)
        responses.push(shown(part.id, answer))
      }
      return {
        status: 200,
        headers: { ...graphHeaders(request), 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ responses }),
      }
    } catch (error) {
      if (!(error instanceof GraphProblem)) throw error
      return graphRefusal(error, request)
    }
  }

/** @throws GraphProblem 400 for too many parts, ids that repeat, and dependencies on what comes later or is not there */
function checkParts(parts: Part[]): void {
  const refuse = (message: string) => new GraphProblem(400, 'BadRequest', message)
  if (parts.length > largestBatch)
    throw refuse(`Number of batch request steps exceeds the maximum value of ${largestBatch}.`)
  const seen = new Set<string>()
  for (const { id, method, headers, body, dependsOn = [] } of parts) {
    if (seen.has(id.toLowerCase())) throw refuse(`Duplicate request id '${id}' in the batch.`)
    const unknown = dependsOn.find((each) => !seen.has(each.toLowerCase()))
    if (unknown) throw refuse(`Request '${id}' depends on '${unknown}', which does not come before it.`)
    if (body !== undefined && !Object.keys(headers ?? {}).some((name) => /^content-type$/i.test(name)))
      throw refuse(`Request '${id}' (${method}) has a body but no Content-Type header.`)
    seen.add(id.toLowerCase())
  }
}

async function run(
  part: Part,
  version: string,
  routes: Route[],
  outer: EntraRequest,
  world: World,
): Promise<Answer> {
  const url = new URL(part.url.replace(/^\/?/, '/'), 'http://unused')
  const path = `/${version}${url.pathname}`
  const found = findRoute(routes, part.method.toUpperCase(), path)
  if (found === undefined) return graphRefusal(unknownSegment(path), outer)
  if (found === 'wrong method')
    return graphRefusal(
      new GraphProblem(405, 'Request_BadRequest', 'Specified HTTP method is not allowed.'),
      outer,
    )
  const own = new Map(Object.entries(part.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
  return found.route.handle(
    {
      ...outer,
      method: part.method.toUpperCase(),
      path,
      params: found.params,
      query: url.searchParams,
      body: part.body === undefined ? '' : JSON.stringify(part.body),
      // A part acts for whoever sent the batch unless it brings a token itself.
      header: (name) => own.get(name) ?? (name === 'authorization' ? outer.header(name) : undefined),
    },
    world,
  )
}

const dependencyFailed = (request: EntraRequest): Answer =>
  graphRefusal(
    new GraphProblem(424, 'FailedDependency', 'The request failed because a request it depends on failed.'),
    request,
  )

function shown(id: string, { status, headers, body }: Answer): PartAnswer {
  const isJson = String(headers['content-type']).startsWith('application/json')
  return { id, status, headers, ...(body !== '' && { body: isJson ? JSON.parse(body) : body }) }
}
