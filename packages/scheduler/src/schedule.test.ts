import { describe, expect, it } from 'vitest'
import { nextDueMs, readSchedule } from './schedule.ts'

const at = (text: string) => Date.parse(text)
const next = (settings: Parameters<typeof readSchedule>[0], after: string) => {
  const schedule = readSchedule(settings)
  const due = schedule && nextDueMs(schedule, at(after))
  return due === undefined ? undefined : new Date(due).toISOString()
}

describe('schedules', () => {
  it('reads the fields in the time zone of the ingestion, summer and winter', () => {
    const settings = { scheduleInterval: '30 2 * * *', pipelineTimezone: 'Europe/Berlin' }
    expect(next(settings, '2026-01-10T00:00:00Z')).toBe('2026-01-10T01:30:00.000Z')
    expect(next(settings, '2026-07-10T00:00:00Z')).toBe('2026-07-10T00:30:00.000Z')
  })

  it('runs once on the night in which the clock is set forward over the time, and once when it comes twice', () => {
    const settings = { scheduleInterval: '30 2 * * *', pipelineTimezone: 'Europe/Berlin' }
    // 2026-03-29: 02:00 becomes 03:00. 2026-10-25: 03:00 becomes 02:00.
    const spring = next(settings, '2026-03-28T12:00:00Z')
    expect(spring).toBe('2026-03-29T01:00:00.000Z')
    expect(next(settings, spring ?? '')).toBe('2026-03-30T00:30:00.000Z')
    const autumn = next(settings, '2026-10-24T12:00:00Z')
    expect(autumn).toBe('2026-10-25T00:30:00.000Z')
    expect(next(settings, autumn ?? '')).toBe('2026-10-26T01:30:00.000Z')
  })

  it('takes words and seconds', () => {
    expect(next({ scheduleInterval: '@daily' }, '2026-05-01T13:00:00Z')).toBe('2026-05-02T00:00:00.000Z')
    expect(next({ scheduleInterval: '*/10 * * * * *' }, '2026-05-01T13:00:01Z')).toBe(
      '2026-05-01T13:00:10.000Z',
    )
  })

  it('is due neither before its start nor after its end', () => {
    const settings = {
      scheduleInterval: '0 12 * * *',
      startDate: '2026-05-10T12:00:00Z',
      endDate: '2026-05-11T12:00:00Z',
    }
    expect(next(settings, '2026-05-01T00:00:00Z')).toBe('2026-05-10T12:00:00.000Z')
    expect(next(settings, '2026-05-10T12:00:00Z')).toBe('2026-05-11T12:00:00.000Z')
    expect(next(settings, '2026-05-11T12:00:00Z')).toBeUndefined()
  })

  it.each([[undefined], [{}], [{ scheduleInterval: '' }], [{ scheduleInterval: 'None' }]])(
    'means by %j that runs are started by hand',
    (settings) => expect(readSchedule(settings)).toBeUndefined(),
  )

  it.each([
    [{ scheduleInterval: 'every day' }, /scheduleInterval.*five fields/],
    [{ scheduleInterval: '0 25 * * *' }, /scheduleInterval/],
    [
      { scheduleInterval: '0 2 * * *', pipelineTimezone: 'Europe/Atlantis' },
      /pipelineTimezone.*Europe\/Berlin/,
    ],
    [{ scheduleInterval: '0 2 * * *', startDate: 'tomorrow' }, /startDate/],
  ])('names what it cannot read in %j', (settings, message) => {
    expect(() => readSchedule(settings)).toThrow(message)
  })
})
