/** Measures any running catalog as ours is: `node bench/peers/measure.ts <pid> <postmaster pid> <url> <file of paths> [token]`. */
import { readFileSync } from 'node:fs'
import { drive } from '../load.ts'
import { costOf } from '../phase.ts'
import { familyMb, residentMb } from '../processor-time.ts'

const [pid, databasePid, url, file, token = ''] = process.argv.slice(2)
if (pid === undefined || databasePid === undefined || url === undefined || file === undefined) {
  console.error('usage: node bench/peers/measure.ts <pid> <postmaster pid> <url> <file of paths> [token]')
  process.exit(2)
}
const subject = { url, token, pid: Number(pid), databasePid: Number(databasePid) }
const paths = readFileSync(file, 'utf8')
  .split('\n')
  .filter((path) => path !== '')
const load = { url, token, paths, connections: 32 }
await drive({ ...load, seconds: 4 })
await costOf(subject, async () => {
  const answered = await drive({ ...load, seconds: 15 })
  const { perSecond, p50Ms, p90Ms, p99Ms, requests } = answered
  console.log(
    `${perSecond.toFixed(0)} requests/s, p50 ${p50Ms.toFixed(0)} p90 ${p90Ms.toFixed(0)} p99 ${p99Ms.toFixed(0)} ms`,
  )
  return requests
}).then(({ serverMs, databaseMs }) =>
  console.log(
    `${serverMs.toFixed(2)} + ${databaseMs.toFixed(2)} ms of processor time; ${residentMb(subject.pid).toFixed(0)} MB, PostgreSQL ${familyMb(subject.databasePid).toFixed(0)} MB`,
  ),
)
