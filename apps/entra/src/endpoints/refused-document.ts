/** How discovery answers what it refuses: JSON that any origin may read. */
import { EntraProblem, errorBody } from '../entra-problem.ts'
import { type Answer, cachedForADay, json } from '../http/answer.ts'
import type { EntraRequest } from '../http/request.ts'

/** @throws what is no refusal */
export function refusedDocument(error: unknown, request: EntraRequest): Answer {
  if (!(error instanceof EntraProblem)) throw error
  return json(400, errorBody(error, request.trace), cachedForADay)
}
