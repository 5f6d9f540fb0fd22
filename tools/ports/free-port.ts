/** A port to start a server on that has to be told its own. */
import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Below what systems give to connections and to whoever asks for any port: nobody gets it before the server has started. */
const [lowest, above] = [15_000, 30_000]

export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, above)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  const probe = createServer()
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
