/** An Azure Blob Storage of its own for the tests: azurite's blob service, in memory, gone afterwards. */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../../tools/ports/free-port.ts'

/** The account that every azurite has; its key is public: https://learn.microsoft.com/azure/storage/common/storage-use-azurite */
export const account = {
  name: 'devstoreaccount1',
  key: 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
}

export async function startAzurite(): Promise<{ readonly endpoint: string; stop(): Promise<void> }> {
  const port = await freePort()
  const program = createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js')
  const options = [
    '--blobPort',
    String(port),
    '--inMemoryPersistence',
    '--silent',
    '--skipApiVersionCheck',
    '--disableTelemetry',
  ]
  const child = spawn(process.execPath, [program, ...options], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const endpoint = `http://127.0.0.1:${port}/${account.name}`
  const startTimeoutMs = 60_000
  for (const until = Date.now() + startTimeoutMs; ; await sleep(200)) {
    const answers = await fetch(endpoint).then(
      () => true,
      () => false,
    )
    if (answers) break
    if (child.exitCode !== null || Date.now() > until)
      throw new Error(`azurite does not start: ${said.slice(-2000)}`)
  }
  return {
    endpoint,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await ended
    },
  }
}
