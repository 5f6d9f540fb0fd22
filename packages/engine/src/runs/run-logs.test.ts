import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestEngine, type TestEngine } from '../testing/index.ts'

let test: TestEngine
beforeAll(async () => {
  test = await createTestEngine({ now: () => 1_000 })
})
afterAll(() => test?.drop())

it('gives whoever follows a log what came after the last chunk, and says when nothing more comes', async () => {
  const { runLogs } = test.engine
  await runLogs.append('s.p', 'r1', 'one\ntwo')
  await runLogs.append('s.p', 'other', 'not mine')
  const first = await runLogs.after('s.p', 'r1', 0)
  expect(first).toMatchObject({ chunks: [{ lines: ['one', 'two'] }], closed: false })
  const at = first.chunks[0]?.sequence ?? 0
  expect(await runLogs.after('s.p', 'r1', at)).toEqual({ chunks: [], closed: false })
  await runLogs.append('s.p', 'r1', 'three')
  await runLogs.close('s.p', 'r1')
  expect(await runLogs.after('s.p', 'r1', at)).toMatchObject({ chunks: [{ lines: ['three'] }], closed: true })
})

it('tells followers of news, and of a log that is closed twice the first end stands', async () => {
  const { runLogs } = test.engine
  let told = 0
  const { unsubscribe } = await runLogs.subscribe(() => {
    told += 1
  })
  const before = told
  await runLogs.append('s.p', 'r2', 'x')
  await expect.poll(() => told).toBeGreaterThan(before)
  await runLogs.close('s.p', 'r2')
  await runLogs.close('s.p', 'r2')
  expect(await runLogs.read('s.p', 'r2', { offset: 0, limit: 10 })).toEqual({
    lines: ['x'],
    total: 1,
    closed: true,
  })
  await unsubscribe()
})

it('forgets what was written before a time', async () => {
  const { runLogs } = test.engine
  expect(await runLogs.forget(1_000)).toBe(0)
  expect(await runLogs.forget(1_001)).toBeGreaterThan(0)
  expect(await runLogs.after('s.p', 'r1', 0)).toEqual({ chunks: [], closed: false })
})
