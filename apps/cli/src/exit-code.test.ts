/** The exit codes that scripts rely on. */
import type { RunFailure, RunReport, RunState } from '@waymark/ingest'
import { describe, expect, it } from 'vitest'
import { exitCodeOf } from './exit-code.ts'

function report(state: RunState, reason?: RunFailure): RunReport {
  return {
    ...{ runId: 'r', fileName: 'f', service: 's', state, startedAtMs: 0, endedAtMs: 1, dryRun: false },
    ...(reason ? { failure: { reason, message: '' } } : {}),
    tally: { pass: 0, warn: 0, error: 0, total: 0 },
    changes: { new: 0, changed: 0, gone: 0, same: 0 },
    ...{ heldBack: 0, filtered: 0, lineageEdges: 0, byType: {}, problems: [] },
  }
}

describe('the exit code of a run', () => {
  it.each<[number, RunState, RunFailure | undefined, boolean]>([
    [0, 'success', undefined, true],
    [0, 'partialSuccess', undefined, false],
    [3, 'partialSuccess', undefined, true],
    [1, 'failed', 'tooManyErrors', false],
    [1, 'failed', 'internal', false],
    [4, 'failed', 'signIn', false],
    [5, 'failed', 'source', false],
    [6, 'failed', 'server', false],
    [130, 'stopped', 'cancelled', false],
  ])('is %i for %s (%s, strict: %s)', (code, state, reason, strict) => {
    expect(exitCodeOf(report(state, reason), strict)).toBe(code)
  })
})
