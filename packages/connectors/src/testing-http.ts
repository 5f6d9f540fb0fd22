/** An HTTP server on a free port, for as long as a test needs it. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** @param work - is given the server's address without a path */
export async function serving<Result>(
  listener: RequestListener,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = server.address() as AddressInfo // a TCP server has an address and port
    return await work(`http://127.0.0.1:${port}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}
