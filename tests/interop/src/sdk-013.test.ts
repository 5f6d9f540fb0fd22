/** The published 0.13 SDK through all of its mixins: each call is made, read back and compared by a Python script. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { client013 } from './published-clients.ts'
import { methodsOf, runScript, scriptNouns } from './sdk-scripts.ts'

/** Public methods that no script calls, and why. */
const notCalled: Readonly<Record<string, string>> = {
  get_mlmodel_sklearn:
    'wraps a trained scikit-learn model and calls nothing of the server but what services.py calls',
}

let catalog: RunningCatalog
const called = new Set<string>()

beforeAll(async () => {
  catalog = await startCatalog({ environment: {} })
})

afterAll(() => catalog?.stop())

describe('openmetadata-ingestion 0.13.3.0', () => {
  it.each(scriptNouns('sdk013'))('%s', async (noun) => {
    const { token } = await catalog.admin('admin-token')
    const report = await runScript(client013, `sdk013/${noun}.py`, {
      WAYMARK_URL: catalog.url,
      WAYMARK_TOKEN: String(token),
    })
    for (const name of report.called) called.add(name)
    expect(report.failures).toEqual([])
    expect(report.checks).toBeGreaterThan(0)
  })

  it('has no method that was left out without a reason', async () => {
    const methods = await methodsOf(client013)
    expect(methods.length).toBeGreaterThan(60)
    expect(methods.filter((name) => !called.has(name) && !(name in notCalled))).toEqual([])
    expect(Object.keys(notCalled).filter((name) => called.has(name) || !methods.includes(name))).toEqual([])
  })
})
