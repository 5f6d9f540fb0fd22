import { expect, it } from 'vitest'
import { explainEnd } from './explain-end.ts'
import type { RunTask } from './run-message.ts'
import { superviseRun } from './supervise-run.ts'

const task = (more: Partial<RunTask> = {}): RunTask => ({
  task: 'check',
  runId: 'r',
  document: {},
  secrets: [],
  isVerbose: false,
  ...more,
})
const limits = { memoryMb: 512, timeoutMs: 30_000 }

it('tells what is wrong with a saved ingestion that cannot be read, and fills in no variable of the server', async () => {
  const source = {
    type: 'postgres',
    serviceName: 's',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: has to stay as it is
    serviceConnection: { config: { hostPort: '${PATH}' } },
  }
  const workflowConfig = {
    openMetadataServerConfig: { hostPort: 'http://localhost:1/api', authProvider: 'no-auth' },
  }
  const end = await superviseRun(
    task({ document: { source, workflowConfig } }),
    limits,
    new AbortController().signal,
    () => {},
  )
  expect(end.said).toMatchObject({ kind: 'refused', message: expect.stringContaining('username') })
  expect(JSON.stringify(end)).not.toContain(process.env.PATH)
  expect(explainEnd(end, limits)).toBeUndefined()
})

it('says so when a run needs more memory than it may, and goes on', async () => {
  const text = 'x'.repeat(1_000)
  const document = { filler: Array.from({ length: 150_000 }, (_, index) => `${text}${index}`) }
  const small = { memoryMb: 128, timeoutMs: 60_000 }
  const end = await superviseRun(task({ document }), small, new AbortController().signal, () => {})
  expect(explainEnd(end, small)).toMatchObject({
    state: 'failed',
    message: expect.stringMatching(/needed more than \d+ MiB of memory/),
    hint: expect.stringContaining('WAYMARK_RUN_MEMORY'),
  })
})
