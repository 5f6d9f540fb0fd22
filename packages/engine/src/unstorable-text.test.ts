import { isProblem } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestEngine } from './testing/index.ts'

/** Threat T39: names that PostgreSQL cannot hold are the caller's mistake, never a failure of ours. */
describe('a name with the character U+0000', () => {
  let test: Awaited<ReturnType<typeof createTestEngine>>
  beforeAll(async () => {
    test = await createTestEngine()
    await test.engine.create('role', { name: 'real', policies: [] }, { name: 'ada' })
  })
  afterAll(() => test?.drop())

  const refused = async (work: Promise<unknown>) => {
    const failure = await work.then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(isProblem(failure), String(failure)).toBe(true)
    return isProblem(failure) ? failure.status : 500
  }

  it('is not found, and spoils nobody’s read of the same moment', async () => {
    const { engine } = test
    const [bad, good] = await Promise.allSettled([
      engine.getText('role', { fqn: 'a\u0000b' }),
      engine.getText('role', { fqn: 'real' }),
    ])
    expect(good.status).toBe('fulfilled')
    expect(bad).toMatchObject({ status: 'rejected', reason: { status: 404 } })
    expect(await refused(engine.get('role', { fqn: '\u0000' }))).toBe(404)
  })

  it('is refused as a search, a filter and a key of a time series', async () => {
    const { engine } = test
    expect(await refused(engine.search.search({ q: 'name:a\u0000' }))).toBe(400)
    expect(await refused(engine.search.search({ facets: { service: ['\u0000'] } }))).toBe(400)
    expect(
      await refused(engine.extensions.series('ingestionPipeline', 'a\u0000', 'pipelineStatuses', {})),
    ).toBe(400)
  })
})
