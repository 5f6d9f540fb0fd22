/** The frame of every Graph operation: token first, OData answers, Graph's error envelope. */
import { checkGraphToken, type GraphCaller, GraphProblem } from '../checks/graph-access.ts'
import { graphHost } from '../directory/microsoft-graph.ts'
import { type Answer, json } from '../http/answer.ts'
import type { EntraRequest } from '../http/request.ts'
import type { Handler } from '../http/router.ts'
import type { World } from '../world.ts'

/** `$metadata` address of an entity set, as `@odata.context`. */
export const odataContext = (what: string): string => `https://${graphHost}/v1.0/$metadata#${what}`

/** A handler that answers 200 with what `operation` returns, for callers whose token is good. */
export const graphOperation =
  (operation: (caller: GraphCaller, request: EntraRequest, world: World) => object): Handler =>
  async (request, world) => {
    const headers = graphHeaders(request)
    if (request.method === 'OPTIONS') return { status: 200, headers, body: '' }
    try {
      return json(200, operation(await checkGraphToken(request, world), request, world), headers)
    } catch (error) {
      if (!(error instanceof GraphProblem)) throw error
      return graphRefusal(error, request)
    }
  }

/** A refusal in Graph's envelope. */
export function graphRefusal(
  problem: GraphProblem,
  request: EntraRequest,
  more: Answer['headers'] = {},
): Answer {
  const { traceId, correlationId, timestamp } = request.trace
  return json(
    problem.status,
    {
      error: {
        code: problem.code,
        message: problem.message,
        innerError: {
          date: timestamp.replace(' ', 'T').replace('Z', ''),
          'request-id': traceId,
          'client-request-id': correlationId,
        },
      },
    },
    { ...graphHeaders(request), ...more },
  )
}

const graphHeaders = (request: EntraRequest): Answer['headers'] => ({
  'cache-control': 'no-cache',
  'odata-version': '4.0',
  'request-id': request.trace.traceId,
  'client-request-id': request.trace.correlationId,
  ...(request.origin && {
    'access-control-allow-origin': '*',
    'access-control-allow-headers': 'authorization, content-type, consistencylevel, client-request-id',
    'access-control-expose-headers': 'request-id, client-request-id, Retry-After',
  }),
})
