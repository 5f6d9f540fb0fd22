/** Hears announcements of PostgreSQL (NOTIFY) over one connection that is re-opened whenever it breaks. */
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'

const retryMs = 1000
/** To connect, and to be confirmed that one listens. */
const longestWaitMs = 5000
const longestGoodbyeMs = 1000

/** @param onNotify - called on every announcement, and whenever it listens anew, since it may have missed some */
export async function listen(
  connection: pg.ClientConfig,
  channel: string,
  onNotify: () => void,
): Promise<{ close(): Promise<void> }> {
  let closed = false
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined

  const reopen = () => {
    client?.removeAllListeners('end')
    client = undefined
    if (!closed) timer = setTimeout(() => void open().catch(reopen), retryMs)
  }
  const open = async () => {
    const next = new pg.Client({
      connectionTimeoutMillis: longestWaitMs,
      query_timeout: longestWaitMs,
      ...connection,
    })
    next.on('error', () => {})
    next.on('notification', onNotify)
    try {
      await next.connect()
      await next.query(`listen ${next.escapeIdentifier(channel)}`)
    } catch (error) {
      void next.end().catch(() => undefined)
      throw error
    }
    next.on('end', reopen)
    client = next
    onNotify()
  }

  await open().catch(reopen)
  return {
    async close() {
      closed = true
      clearTimeout(timer)
      client?.removeAllListeners('end')
      // Where the host is gone, nobody ever confirms it.
      await Promise.race([client?.end(), pause(longestGoodbyeMs, undefined, { ref: false })])
    },
  }
}
