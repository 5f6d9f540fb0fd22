/** A process for the tests beside it to run and to kill: owns the embedded PostgreSQL of the directory it is given. */
import { Client } from 'pg'
import { startEmbeddedPostgres } from './index.ts'

/** Reports as JSON lines on stdout, and ends cleanly when stdin does. */
const [dataDir = ''] = process.argv.slice(2)
const say = (event: string, fields: object = {}) => console.log(JSON.stringify({ event, ...fields }))
try {
  const server = await startEmbeddedPostgres({
    dataDir,
    log: { info: (message) => say('info', { message }), warn: (message) => say('warn', { message }) },
    loopback: process.argv.includes('--loopback'),
  })
  const client = new Client(server.url)
  await client.connect()
  await client.query('CREATE TABLE IF NOT EXISTS kept (word text)')
  await client.query(`INSERT INTO kept VALUES ('kept')`)
  const { rows } = await client.query('SELECT word FROM kept')
  await client.end()
  say('ready', {
    uid: process.getuid?.(),
    firstStart: server.firstStart,
    words: rows.length,
    url: server.url,
  })
  process.stdin.resume()
  await new Promise((resolve) => process.stdin.once('end', resolve))
  await server.stop()
  say('stopped')
} catch (error) {
  say('failed', { message: error instanceof Error ? error.message : String(error) })
  process.exitCode = 1
}
