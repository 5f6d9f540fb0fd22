/**
 * For tests: lies between a client and PostgreSQL on TCP. Holds back what the database says, cuts the connection at a chosen statement, falls
 * silent as a host that lost its power, or leads elsewhere, as a name does whose address is changed.
 */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

interface Cut {
  /** The connection on which this text goes to the database, as part of a statement or a value. */
  readonly carrying: string
  /** At the COMMIT that follows, instead of at that text. */
  readonly atCommit?: boolean
  /** Before the database hears of it, or after it has carried it out and before the answer is passed on. */
  readonly when: 'unheard' | 'unanswered'
}

export interface DatabaseProxy {
  readonly port: number
  /** From now on every piece from the server comes this much later. */
  delayMs: number
  /** One connection is cut, the next that fits. Resolves when that has happened. */
  cutOnce(cut: Cut): Promise<void>
  /** Leads to this port from now on, or nowhere; whatever is connected is cut. */
  leadTo(port: number | undefined): void
  /** Nothing is answered any more, and nothing closed; connections of later are as silent until it leads somewhere. PostgreSQL's side is cut. */
  vanish(): void
  close(): Promise<void>
}

/** A frontend message `Query` of the protocol: its type, its length, its text, a zero. */
const commitMessage = Buffer.from('Q\0\0\0\x0bcommit\0')

export async function startDatabaseProxy(host: string, port: number): Promise<DatabaseProxy> {
  /** Each with the connection to PostgreSQL that it has. */
  const clients = new Map<Socket, Socket | undefined>()
  const silent = new Set<Socket>()
  const state = { delayMs: 0 }
  let wanted: { readonly cut: Cut; readonly done: () => void } | undefined
  let target: number | undefined = port
  let isGone = false
  const fallSilent = (near: Socket) => {
    silent.add(near)
    near.removeAllListeners('data')
    near.pause()
    clients.get(near)?.destroy()
  }
  // Whoever hangs up on a host that is gone is not told that it has hung up either.
  const server = createServer({ allowHalfOpen: true }, (near) => {
    clients.set(near, undefined)
    near.on('error', () => undefined)
    near.on('close', () => clients.delete(near))
    if (isGone) return fallSilent(near)
    if (target === undefined) return void near.destroy()
    const far = connect(target, host)
    clients.set(near, far)
    let isCut = false
    let isChosen = false
    /** Whether the connection is to be cut at this piece to the server. */
    const cutAt = (data: Buffer): Cut['when'] | undefined => {
      if (!wanted) return undefined
      const { cut, done } = wanted
      isChosen ||= data.includes(cut.carrying)
      if (!isChosen || (cut.atCommit && !data.includes(commitMessage))) return undefined
      wanted = undefined
      done()
      return cut.when
    }
    near.on('data', (data) => {
      const when = cutAt(data)
      if (when === 'unheard') return void near.destroy()
      isCut ||= when === 'unanswered'
      far.write(data)
    })
    far.on('data', (data) => {
      if (silent.has(near)) return
      if (isCut) near.destroy()
      else if (state.delayMs === 0) near.write(data)
      // Timers of one length fire in the order in which they were set.
      else setTimeout(() => near.write(data), state.delayMs)
    })
    near.on('end', () => near.destroy())
    near.on('close', () => far.destroy())
    far.on('error', () => undefined)
    far.on('close', () => silent.has(near) || near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(state, {
    port: (server.address() as AddressInfo).port, // it listens on TCP
    cutOnce: (cut: Cut) =>
      new Promise<void>((resolve) => {
        wanted = { cut, done: resolve }
      }),
    leadTo(other: number | undefined) {
      target = other
      isGone = false
      for (const near of clients.keys()) if (!silent.has(near)) near.destroy()
    },
    vanish() {
      isGone = true
      for (const near of clients.keys()) fallSilent(near)
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const near of clients.keys()) near.destroy()
      }),
  })
}
