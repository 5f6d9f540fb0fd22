/** Tells an answer that concerns one entity from one that concerns the whole run. */
import { ApiError } from '@waymark/client'

/** The content was refused, rather than the caller or the moment: this entity is reported, the others go on. */
export function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && [400, 404, 409, 412, 413, 422].includes(error.status)
}
