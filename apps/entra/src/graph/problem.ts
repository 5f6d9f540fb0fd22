/** Refusals in Microsoft Graph's words: raised by operations, written out in Graph's error envelope. */

/** One part of a refusal: what is wrong with which property. */
export interface ProblemDetail {
  code: string
  message: string
  target?: string
}

/** A request that Graph refuses. */
export class GraphProblem extends Error {
  override name = 'GraphProblem'
  readonly status: number
  readonly code: string
  readonly details: ProblemDetail[]

  constructor(status: number, code: string, message: string, details: ProblemDetail[] = []) {
    super(message)
    this.status = status
    this.code = code
    this.details = details
  }
}

export const unauthorized = (message: string) => new GraphProblem(401, 'InvalidAuthenticationToken', message)

export const badRequest = (message: string, details?: ProblemDetail[]) =>
  new GraphProblem(400, 'Request_BadRequest', message, details)

/** A property whose value can't be taken. */
export const invalidValue = (target: string, message: string, code = 'InvalidValue') =>
  badRequest(message, [{ code, message, target }])

export const unsupportedQuery = (message = 'Unsupported Query.') =>
  new GraphProblem(400, 'Request_UnsupportedQuery', message)

/** For an address that the emulated Graph does not have. */
export const unknownSegment = (path: string) =>
  new GraphProblem(404, 'BadRequest', `Resource not found for the segment '${path.split('/')[2] ?? ''}'.`)

export const denied = () =>
  new GraphProblem(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')

export const notFound = (id: string) =>
  new GraphProblem(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  )

/** @param status 409 where Graph reports a conflict of its own, 400 where the directory refuses a second key value */
export const duplicate = (status: 400 | 409, message: string, target: string) =>
  new GraphProblem(status, 'Request_MultipleObjectsWithSameKeyValue', message, [
    { code: 'ObjectConflict', message, target },
  ])
