/** How the end of a run's process is told to people, where it did not say itself what came of the run. */
import type { RunEnd, RunLimits } from './supervise-run.ts'

export interface Explanation {
  readonly state: 'failed' | 'stopped'
  readonly message: string
  readonly hint?: string
}

const memoryHint =
  'Leave schemas out by a filter, or give runs more memory with WAYMARK_RUN_MEMORY. What was sent is kept.'

/** @returns undefined when the process said what came of the run, and nobody stopped it */
export function explainEnd(end: RunEnd, { memoryMb, timeoutMs }: RunLimits): Explanation | undefined {
  switch (end.stopped) {
    case 'asked':
      return { state: 'stopped', message: 'The run was stopped on request.' }
    case 'shutdown':
      return {
        state: 'failed',
        message: 'The worker of this run was shut down.',
        hint: 'Run it again, or set airflowConfig.retries to have that done.',
      }
    case 'lost':
      return { state: 'failed', message: 'Another worker took this one for lost.' }
    case 'timeout':
      return {
        state: 'failed',
        message: `The run took longer than ${Math.round(timeoutMs / 1000)} s.`,
        hint: 'Raise airflowConfig.workflowTimeout (seconds), or leave parts out by filters.',
      }
    case 'memory':
      return {
        state: 'failed',
        message: `The run needed more than ${2 * memoryMb} MiB of memory.`,
        hint: memoryHint,
      }
    case 'stuck':
      return {
        state: 'failed',
        message: 'The process of the run did nothing for five minutes and was ended.',
      }
  }
  if (end.said) return undefined
  if (end.lastWords.some((line) => line.includes('heap out of memory')))
    return {
      state: 'failed',
      message: `The run needed more than ${memoryMb} MiB of memory.`,
      hint: memoryHint,
    }
  const how = end.signal ? `was ended by ${end.signal}` : `ended with code ${end.code}`
  const words = end.lastWords.filter((line) => line.trim() !== '').at(-1)
  return {
    state: 'failed',
    message: `The process of the run ${how} before it said what came of it.`,
    hint: words === undefined ? 'Nothing else was touched. Run it again.' : `Its last words: ${words.trim()}`,
  }
}
