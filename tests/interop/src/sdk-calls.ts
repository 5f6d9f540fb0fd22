/** Drives a published SDK through all of its calls: each is made, read back and compared by a Python script. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import type { PythonEnvironment } from './python-client.ts'
import { methodsOf, runScript, scriptNouns } from './sdk-scripts.ts'

interface Sdk {
  readonly name: string
  readonly client: PythonEnvironment
  /** Below `python/`. */
  readonly scripts: string
  /** It has more public methods than this. */
  readonly methods: number
  /** Public methods that no script calls, and why. */
  readonly notCalled: Readonly<Record<string, string>>
}

export function describeSdk({ name, client, scripts, methods: fewest, notCalled }: Sdk): void {
  let catalog: RunningCatalog
  const called = new Set<string>()

  beforeAll(async () => {
    catalog = await startCatalog({ environment: {} })
  })
  afterAll(() => catalog?.stop())

  describe(name, () => {
    it.each(scriptNouns(scripts))('%s', async (noun) => {
      const { token } = await catalog.admin('admin-token')
      const report = await runScript(client, `${scripts}/${noun}.py`, {
        WAYMARK_URL: catalog.url,
        WAYMARK_TOKEN: String(token),
      })
      for (const method of report.called) called.add(method)
      expect(report.failures).toEqual([])
      expect(report.checks).toBeGreaterThan(0)
    })

    it('has no method that was left out without a reason', async () => {
      const methods = await methodsOf(client)
      expect(methods.length).toBeGreaterThan(fewest)
      expect(methods.filter((method) => !called.has(method) && !(method in notCalled))).toEqual([])
      expect(
        Object.keys(notCalled).filter((method) => called.has(method) || !methods.includes(method)),
      ).toEqual([])
    })
  })
}
