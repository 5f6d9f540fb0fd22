/** Sorts whatever was thrown during a run by what it means for the run. */
import { ApiError, UnreachableError } from '@waymark/client'
import { SourceError } from '../connector.ts'
import type { RunFailure } from './run-report.ts'

/** Ends the run with this reason. */
export class RunAborted extends Error {
  readonly reason: RunFailure
  readonly hint: string | undefined
  constructor(reason: RunFailure, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'RunAborted'
    this.reason = reason
    this.hint = options.hint
  }
}

/** A token could not be obtained. The credentials package throws these; it is above this one, so their shape is what counts. */
function isCredentialError(error: unknown): error is Error & { readonly fix?: string; retriable?: boolean } {
  return error instanceof Error && error.name === 'CredentialError'
}

/** @param signal - the run's: once it is aborted, whatever is thrown is the cancellation */
export function toRunAborted(error: unknown, signal: AbortSignal): RunAborted {
  if (signal.aborted) return new RunAborted('cancelled', 'The run was stopped.', { cause: error })
  if (error instanceof RunAborted) return error
  if (isCredentialError(error)) {
    const hint = error.fix
    return new RunAborted('signIn', error.message, { cause: error, ...(hint ? { hint } : {}) })
  }
  if (error instanceof UnreachableError) return new RunAborted('server', error.message, { cause: error })
  if (error instanceof ApiError) {
    const signIn = error.status === 401 || error.status === 403
    const id = error.requestId ? ` (request ${error.requestId})` : ''
    return new RunAborted(signIn ? 'signIn' : 'server', `${error.message}${id}`, { cause: error })
  }
  if (error instanceof SourceError) {
    const { hint } = error
    return new RunAborted('source', error.message, { cause: error, ...(hint ? { hint } : {}) })
  }
  return new RunAborted('internal', error instanceof Error ? error.message : String(error), { cause: error })
}
