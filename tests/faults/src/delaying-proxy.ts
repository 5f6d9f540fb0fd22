/** Lies between a client and a server on TCP, and holds back what the server says for as long as a test wants. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface DelayingProxy {
  readonly port: number
  /** From now on every piece from the server comes this much later. */
  delayMs: number
  close(): Promise<void>
}

export async function startDelayingProxy(host: string, port: number): Promise<DelayingProxy> {
  const sockets = new Set<Socket>()
  const state = { delayMs: 0 }
  const server = createServer((near) => {
    const far = connect(port, host)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    }
    near.on('data', (data) => far.write(data))
    // Timers of one length fire in the order in which they were set.
    far.on('data', (data) => {
      if (state.delayMs === 0) near.write(data)
      else setTimeout(() => near.write(data), state.delayMs)
    })
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(state, {
    port: (server.address() as AddressInfo).port, // it listens on TCP
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  })
}
