/** The process of one run: reads its task from the worker that started it, does it, says what came of it, and ends. */
import { setGlobalProxyFromEnv } from 'node:http'
import { keepCompiled } from '../compile-cache.ts'
import { createRedaction } from './redaction.ts'
import type { FromRun, RunTask, ToRun } from './run-message.ts'

/** How often the worker hears that this process is not stuck. */
const aliveEveryMs = 5_000

const controller = new AbortController()
let redact: <T>(value: T) => T = (value) => value

/** Resolves once the worker has it, so that nothing is lost when the process ends. */
function send(message: FromRun): Promise<void> {
  return new Promise((resolve) => {
    if (!process.send) return resolve()
    process.send(redact(message), () => resolve())
  })
}

async function perform(task: RunTask): Promise<void> {
  redact = createRedaction(task.secrets)
  setInterval(() => {
    void send({ kind: 'alive', residentBytes: process.memoryUsage.rss() })
  }, aliveEveryMs).unref()
  // Loaded now, so that they are kept compiled.
  const { doTask } = await import('./do-task.ts')
  try {
    await doTask(task, controller.signal, send)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const hint =
      error instanceof Error && 'hint' in error && typeof error.hint === 'string' ? { hint: error.hint } : {}
    await send({ kind: 'refused', message, ...hint })
  }
}

function main(): void {
  keepCompiled(process.env)
  setGlobalProxyFromEnv()
  process.on('message', (message: ToRun) => {
    if (message.kind === 'stop') return controller.abort()
    void perform(message.task).finally(() => process.disconnect())
  })
  // The worker is gone, even killed: nobody would hear of what this process does.
  process.on('disconnect', () => process.exit(0))
  // Ctrl-C at a terminal reaches every process of it; the worker ends its runs in order.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => controller.abort())
  void send({ kind: 'ready' })
}

main()
