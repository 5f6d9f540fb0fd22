import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startSecretReminder } from './secret-reminder.ts'

const dayMs = 24 * 60 * 60_000

describe('the reminder of a client secret', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function remindersOver(days: number, leftAtStart: number | undefined): string[] {
    const said: string[] = []
    const expiresAtMs = leftAtStart === undefined ? undefined : Date.now() + leftAtStart * dayMs
    const reminder = startSecretReminder(expiresAtMs, (_, message) => said.push(message), Date.now)
    vi.advanceTimersByTime(days * dayMs)
    reminder.stop()
    vi.advanceTimersByTime(10 * dayMs)
    return said
  }

  it('is silent while there is time, and where nobody said when it expires', () => {
    expect(remindersOver(5, 180)).toEqual([])
    expect(remindersOver(5, undefined)).toEqual([])
  })

  it('comes once a day from thirty days before, with the command that helps, and says when it is too late', () => {
    const said = remindersOver(3, 1)
    expect(said).toHaveLength(4)
    expect(said[0]).toMatch(/expires in 1 days.*azure setup --rotate-secret/)
    expect(said[3]).toContain('expired 2 days ago')
    expect(remindersOver(3, 31)).toHaveLength(2)
  })
})
