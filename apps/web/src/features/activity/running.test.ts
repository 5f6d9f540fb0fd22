import { expect, test } from 'vitest'
import { nextTurn, running } from './running.ts'

const at = (startTime: number, endTime: number) => ({ announcement: { startTime, endTime } })
const all = [at(10, 20), at(30, 40), {}]

test('an announcement is shown from its start until its end, and not at its end', () => {
  expect([9, 10, 19, 20, 35].map((now) => running(all, now).length)).toEqual([0, 1, 1, 0, 1])
})

test('the next turn is the next start or end', () => {
  expect([0, 10, 25, 35, 40].map((now) => nextTurn(all, now))).toEqual([10, 20, 30, 40, undefined])
})
