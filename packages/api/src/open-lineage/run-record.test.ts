import type { JobRun } from '@waymark/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OpenLineageEvent } from './event.ts'
import { executionOf } from './pipelines.ts'
import { withEvent, withTask } from './run-record.ts'

const event = (
  minute: number,
  eventType: string,
  more: Partial<OpenLineageEvent> = {},
): OpenLineageEvent => ({
  eventTime: `2026-11-20T02:${String(minute).padStart(2, '0')}:00Z`,
  producer: 'https://spark.example',
  eventType,
  run: { runId: 'r' },
  job: { namespace: 'spark', name: 'app' },
  ...more,
})

const dataset = (name: string) => ({ namespace: 'postgres://db', name })

const events = [
  event(1, 'START', { inputs: [dataset('a.b.c')] }),
  event(2, 'RUNNING', { inputs: [dataset('a.b.d')] }),
  event(4, 'OTHER'),
  event(5, 'COMPLETE', { outputs: [dataset('a.b.e')] }),
]

describe('the record of a run', () => {
  it('is the same for its events in any order, and any of them twice', () => {
    const expected = events.reduce<JobRun | undefined>(withEvent, undefined)
    expect(expected).toMatchObject({
      state: 'COMPLETE',
      startedMs: Date.parse('2026-11-20T02:01:00Z'),
      endedMs: Date.parse('2026-11-20T02:05:00Z'),
    })
    const order = fc.shuffledSubarray([...events, ...events], { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(order, (shuffled) => {
        const run = shuffled.reduce<JobRun | undefined>(withEvent, undefined)
        expect({ ...run, value: sorted(run) }).toEqual({ ...expected, value: sorted(expected) })
      }),
    )
  })

  it('of a run above follows from the runs below where nothing else tells', () => {
    const one = withTask(undefined, 'one', event(1, 'COMPLETE'))
    expect(executionOf('r', one)).toMatchObject({ executionStatus: 'Successful' })
    const both = withTask(one, 'two', event(2, 'START'))
    expect(executionOf('r', both)).toMatchObject({ executionStatus: 'Pending' })
    const failed = withTask(withTask(both, 'two', event(3, 'FAIL')), 'two', event(2, 'START'))
    expect(executionOf('r', failed)).toMatchObject({ executionStatus: 'Failed' })
    expect(executionOf('r', withEvent(failed, event(9, 'COMPLETE')))).toMatchObject({
      executionStatus: 'Successful',
      taskStatus: [{ name: 'one' }, { name: 'two', executionStatus: 'Failed' }],
    })
  })
})

/** Members of JSON objects come in the order of the events. */
function sorted(run: JobRun | undefined): unknown {
  const value = run?.value ?? {}
  const names = (member: unknown) => Object.keys((member ?? {}) as object).sort()
  return { ...value, inputs: names(value.inputs), outputs: names(value.outputs) }
}
