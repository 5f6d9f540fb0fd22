import { readFileSync } from 'node:fs'
import { createEngine, createSecretBox, openDatabase } from '@waymark/engine'
import { createRegistry } from '@waymark/spec'
import { randomBytes } from 'node:crypto'
import { dataset } from './dataset.ts'
const lab = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const mode = process.argv[3] ?? 'bulk'
const database = openDatabase({ connection: { connectionString: lab.db }, maxConnections: 1 })
let pid = 0
const cpu = () => Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
const log = new Map<string, { n: number; ms: number }>()
const trace = (on: any) => async (s: any, v?: any) => {
  const t = cpu()
  const r = await on.query(s, v)
  await new Promise((r) => setImmediate(r))
  const name = typeof s === 'string' ? s.slice(0, 40) : (s.name ?? s.text.slice(0, 40))
  const e = log.get(name) ?? { n: 0, ms: 0 }
  e.n += 1; e.ms += cpu() - t
  log.set(name, e)
  return r
}
const traced = { ...database, query: trace(database), transaction: (work: any) => database.transaction((tx) => work({ query: trace(tx) })) }
pid = (await database.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0
const engine = createEngine({ database: traced as any, registry: createRegistry(), secrets: createSecretBox([{ id: 't', key: randomBytes(32) }]) })
const service = `w${Date.now() % 100000}`
const actor = { name: 'admin' }
const n = 4000
const data = dataset(service, n)
await engine.create('databaseService', { name: service, serviceType: 'Postgres' }, actor)
await engine.create('database', { name: 'shop', service }, actor)
for (const name of data.schemas) await engine.create('databaseSchema', { name, database: `${service}.shop` }, actor)
const run = async (from: number, to: number) => {
  const bodies = data.bodies(from, to)
  const t = process.cpuUsage().user; const d = cpu()
  if (mode === 'bulk') for (let i = 0; i < bodies.length; i += 200) { const r = await engine.bulk('table', bodies.slice(i, i + 200) as any, actor); if ((r as any).numberOfRowsFailed) console.log(JSON.stringify(r).slice(0, 500)) }
  else {
    const left = [...bodies]
    await Promise.all(Array.from({ length: 8 }, async () => { for (let b = left.pop(); b; b = left.pop()) await engine.create('table', b, actor) }))
  }
  return { node: (process.cpuUsage().user - t) / 1000 / (to - from), db: (cpu() - d) / (to - from) }
}
await run(0, 600)
log.clear()
const r = await run(600, n)
console.log(mode, 'per table: node', r.node.toFixed(3), 'db', r.db.toFixed(3), 'ms')
for (const [name, e] of [...log].sort((a, b) => b[1].ms - a[1].ms)) console.log('  ', name.padEnd(42).replace(/\n/g, ' '), e.n, (e.ms / (n - 600)).toFixed(4), 'ms/table', (e.ms / e.n).toFixed(3), 'ms/stmt')
await database.close()
