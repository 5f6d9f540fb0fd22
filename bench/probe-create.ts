import { readFileSync } from 'node:fs'
import { dataset } from './dataset.ts'
import { processorMs, familyProcessorMs } from './processor-time.ts'
import { sendSingly, createSurroundings } from './workload.ts'
import pg from 'pg'
const lab = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const client = new pg.Client({ connectionString: lab.db }); await client.connect()
const { rows } = await client.query('select pg_backend_pid() as pid')
const dbPid = Number(readFileSync(`/proc/${rows[0].pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1])
const service = `c${Date.now() % 100000}`
const data = dataset(service, 4000)
const api = async (path: string, o: any = {}) => { const r = await fetch(`${lab.url}/api/v1/${path}`, { method: o.method ?? 'GET', headers: { authorization: `Bearer ${lab.token}`, 'content-type': 'application/json' }, ...(o.body ? { body: JSON.stringify(o.body) } : {}) }); const t = await r.text(); if (!r.ok) throw new Error(t); return JSON.parse(t) }
await createSurroundings({ catalog: { api } } as any, service, data)
const run = async (from: number, to: number) => {
  const bodies = data.bodies(from, to)
  const [s, d] = [processorMs(lab.pid), familyProcessorMs(dbPid)]
  const x = (await client.query("select xact_commit from pg_stat_database where datname = 'waymark'")).rows[0].xact_commit
  const rate = await sendSingly(bodies, (body) => api('tables', { method: 'POST', body }))
  await new Promise((r) => setTimeout(r, 300))
  const y = (await client.query("select xact_commit from pg_stat_database where datname = 'waymark'")).rows[0].xact_commit
  console.log('create', rate.toFixed(0), '/s server', ((processorMs(lab.pid) - s) / bodies.length).toFixed(3), 'db', ((familyProcessorMs(dbPid) - d) / bodies.length).toFixed(3), 'commits per create', ((y - x) / bodies.length).toFixed(2))
}
for (let i = 0; i < Number(process.argv[3] ?? 3); i++) await run(i * 1000, i * 1000 + 1000)
await client.end()
