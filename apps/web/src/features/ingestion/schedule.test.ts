import { describe, expect, it } from 'vitest'
import { cronProblem, nextRuns, presets, scheduleWords } from './schedule.ts'

describe('a schedule', () => {
  it('reads as a sentence with its time zone', () => {
    expect(scheduleWords({ scheduleInterval: '0 2 * * *', pipelineTimezone: 'Europe/Berlin' })).toBe(
      'At 02:00, Europe/Berlin',
    )
    expect(scheduleWords({})).toBe('Only when started')
    expect(scheduleWords({ scheduleInterval: 'nonsense' })).toBe('nonsense')
  })

  it('keeps the hour of its time zone when clocks change', () => {
    const schedule = { scheduleInterval: '0 2 * * *', pipelineTimezone: 'Europe/Berlin' }
    const runs = nextRuns(schedule, 2, new Date('2026-10-24T12:00:00Z'))
    expect(runs.map((run) => run.toISOString())).toEqual([
      '2026-10-25T00:00:00.000Z',
      '2026-10-26T01:00:00.000Z',
    ])
    expect(nextRuns({}, 2, new Date())).toEqual([])
    expect(nextRuns({ scheduleInterval: 'x' }, 2, new Date())).toEqual([])
  })

  it('says what is wrong with an expression, and offers none that is wrong', () => {
    expect(cronProblem('0 2 * *')).toContain('Five fields')
    expect(cronProblem('99 2 * * *')).toContain('Not a cron expression')
    for (const [cron] of presets.slice(1)) expect(cronProblem(cron)).toBeUndefined()
  })
})
