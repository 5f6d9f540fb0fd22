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

it('go along when the service of a pipeline gets another name, and go with the pipeline', async () => {
  const { engine } = test
  const { runLogs } = engine
  const person = { name: 'person' }
  const { entity: service } = await engine.create(
    'databaseService',
    { name: 'was', serviceType: 'Postgres' },
    person,
  )
  const body = {
    name: 'nightly',
    service: { id: service.id, type: 'databaseService' },
    pipelineType: 'metadata',
    sourceConfig: {},
    airflowConfig: {},
  }
  const { entity: pipeline } = await engine.create('ingestionPipeline', body, person)
  for (const run of ['r1', 'r2']) {
    await runLogs.append('was.nightly', run, run)
    await runLogs.close('was.nightly', run)
  }
  await runLogs.close('is.nightly', 'r2')
  await engine.patch(
    'databaseService',
    { id: service.id },
    [{ op: 'replace', path: '/name', value: 'is' }],
    person,
  )
  const read = (fqn: string, run: string) => runLogs.read(fqn, run, { offset: 0, limit: 10 })
  expect(await read('is.nightly', 'r1')).toEqual({ lines: ['r1'], total: 1, closed: true })
  expect(await read('is.nightly', 'r2')).toEqual({ lines: ['r2'], total: 1, closed: true })
  expect(await read('was.nightly', 'r1')).toEqual({ lines: [], total: 0, closed: false })
  await engine.delete('ingestionPipeline', { id: pipeline.id }, person, { hard: true })
  expect(await read('is.nightly', 'r1')).toEqual({ lines: [], total: 0, closed: false })
})
