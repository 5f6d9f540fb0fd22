import { readFileSync } from 'node:fs'
import { benchHome, removeHome, startBenchCatalog } from './catalog.ts'
const home = benchHome()
await (await startBenchCatalog(home)).stop()
for (let i=0;i<3;i++){ const t=performance.now(); const b = await startBenchCatalog(home)
const wall=performance.now()-t
const stat = readFileSync(`/proc/${b.catalog.pid}/stat`,'utf8').split(') ')[1].split(' ')
console.log('cpu s', (Number(stat[11])+Number(stat[12]))/100, 'wall', (wall/1000).toFixed(2)); await b.stop()}
removeHome(home)
