/** Sends requests over many connections at once and tells how long they took: with `wrk` where present, else with a client of our own. */
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import autocannon from 'autocannon'

export interface Load {
  readonly url: string
  /** Paths asked for in turn. */
  readonly paths: readonly string[]
  readonly token?: string
  readonly connections: number
  readonly seconds: number
  /** So many requests a second, over all connections; without it as many as are answered. */
  readonly rate?: number
}

export interface Answered {
  readonly requests: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p90Ms: number
  readonly p99Ms: number
}

let wrkFound: boolean | undefined

/** `wrk` leaves more of a small machine to what is measured. */
export function hasWrk(): boolean {
  wrkFound ??= (() => {
    try {
      execFileSync('sh', ['-c', 'command -v wrk'], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })()
  return wrkFound
}

/** @throws when an answer is not 2xx: what fails is not fast */
export async function drive(load: Load): Promise<Answered> {
  // `wrk` knows no rate.
  return hasWrk() && load.rate === undefined ? await driveWithWrk(load) : await driveOurselves(load)
}

async function driveOurselves({ url, paths, token, connections, seconds, rate }: Load): Promise<Answered> {
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    ...(rate === undefined ? {} : { overallRate: rate }),
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    requests: paths.map((path) => ({ path })),
  })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}${paths[0]}: ${result.non2xx} refused, ${result.errors} failed`)
  const { p50, p90, p99 } = result.latency
  return { requests: result['2xx'], perSecond: result.requests.average, p50Ms: p50, p90Ms: p90, p99Ms: p99 }
}

/** Each connection's thread goes through the paths from a place of its own; the summary is one line of JSON. */
const script = `
local paths = {}
for line in io.lines(os.getenv('BENCH_PATHS')) do paths[#paths + 1] = line end
local token = os.getenv('BENCH_TOKEN')
local requests = {}
local at = 0
function init()
  local headers = {}
  if token and token ~= '' then headers['Authorization'] = 'Bearer ' .. token end
  for i, path in ipairs(paths) do requests[i] = wrk.format('GET', path, headers) end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"requests":%d,"us":%d,"p50":%f,"p90":%f,"p99":%f,"failed":%d}\\n', summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(90), latency:percentile(99),
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
`

interface WrkSummary {
  readonly requests: number
  readonly us: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly failed: number
}

async function driveWithWrk({ url, paths, token = '', connections, seconds }: Load): Promise<Answered> {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-wrk-'))
  try {
    const lua = join(folder, 'load.lua')
    const list = join(folder, 'paths.txt')
    writeFileSync(lua, script)
    writeFileSync(list, `${paths.join('\n')}\n`)
    const { stdout } = await promisify(execFile)(
      'wrk',
      ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '30s', '-s', lua, url],
      { env: { ...process.env, BENCH_PATHS: list, BENCH_TOKEN: token } },
    )
    const line = stdout.split('\n').find((one) => one.startsWith('{'))
    if (line === undefined) throw new Error(`wrk said nothing of ${url}: ${stdout}`)
    const { requests, us, p50, p90, p99, failed } = JSON.parse(line) as WrkSummary // printed by the script above
    if (failed > 0 || requests === 0) throw new Error(`${url}${paths[0]}: ${failed} of ${requests} failed`)
    return {
      requests,
      perSecond: requests / (us / 1e6),
      p50Ms: p50 / 1000,
      p90Ms: p90 / 1000,
      p99Ms: p99 / 1000,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
