import { expect, test } from 'vitest'
import { schedulePatch } from './ingestion-api.ts'

test('a schedule is set, and the rest of the configuration stays', () => {
  expect(
    schedulePatch(
      { airflowConfig: { retries: 2 } },
      { scheduleInterval: '0 2 * * *', pipelineTimezone: 'UTC' },
    ),
  ).toEqual([
    {
      op: 'add',
      path: '/airflowConfig',
      value: { retries: 2, scheduleInterval: '0 2 * * *', pipelineTimezone: 'UTC' },
    },
  ])
})

test('running only on demand takes the schedule away where there is one, and asks for nothing that is not there', () => {
  const onDemand = [{ op: 'add', path: '/airflowConfig', value: { retries: 2 } }]
  const scheduled = { retries: 2, scheduleInterval: '0 2 * * *', pipelineTimezone: 'UTC' }
  expect(schedulePatch({ airflowConfig: scheduled }, {})).toEqual(onDemand)
  expect(schedulePatch({ airflowConfig: { retries: 2 } }, {})).toEqual(onDemand)
})
