/** What every grant of the token endpoint is: a function from a request to the members of its successful answer. */
import type { EntraRequest } from '../http/request.ts'
import type { World } from '../world.ts'

/** @throws EntraProblem what the token endpoint writes out as JSON */
export type Grant = (request: EntraRequest, world: World, version: 1 | 2) => Promise<object>
