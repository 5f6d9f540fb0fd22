/** Measures one kind of request next to its ceiling: both in turns, so that what else the machine does falls on both. */
import { type Answered, drive, type Load } from './load.ts'
import { familyProcessorMs, processorMs } from './processor-time.ts'

/** Who answers: a server process and the PostgreSQL behind it. */
export interface Subject {
  readonly url: string
  readonly pid: number
  readonly databasePid: number
  readonly token?: string
}

/** Cost of one request, in milliseconds of processor time. */
export interface Cost {
  readonly serverMs: number
  readonly databaseMs: number
}

export interface Measured extends Answered, Cost {}

export function totalMs({ serverMs, databaseMs }: Cost): number {
  return serverMs + databaseMs
}

/** Runs `work`, which answers how many requests it was, and tells what one of them cost. */
export async function costOf(subject: Subject, work: () => Promise<number>): Promise<Cost> {
  const [server, database] = [processorMs(subject.pid), familyProcessorMs(subject.databasePid)]
  const requests = await work()
  return {
    serverMs: (processorMs(subject.pid) - server) / requests,
    databaseMs: (familyProcessorMs(subject.databasePid) - database) / requests,
  }
}

/** So long at most, however few requests were answered: of 100,000 tables the plain search ranks a dozen a second. */
const mostSeconds = 10

/** Goes on until enough requests were answered: a busy machine answers few, and the first ones cost the most. */
async function measure(
  subject: Subject,
  load: Omit<Load, 'url' | 'token'>,
  leastRequests: number,
): Promise<Measured> {
  let answered: Answered | undefined
  const cost = await costOf(subject, async () => {
    const token = subject.token === undefined ? {} : { token: subject.token }
    let requests = 0
    for (
      let drives = 0;
      drives === 0 || (requests < leastRequests && drives * load.seconds < mostSeconds);
      drives += 1
    ) {
      answered = await drive({ ...load, ...token, url: subject.url })
      requests += answered.requests
    }
    return requests
  })
  if (!answered) throw new Error('nothing was measured')
  return { ...answered, ...cost }
}

export interface Paired {
  readonly ours: Measured
  readonly ceiling: Measured
}

export interface Pace {
  readonly connections: number
  readonly seconds: number
  readonly rounds: number
  /** Before the first round: statements get prepared, code compiled. */
  readonly warmUpSeconds: number
  /** Of a round, and of the time before the first. */
  readonly leastRequests: number
}

/** Middle of the rounds, each by its own value. */
function middle(rounds: readonly Measured[]): Measured {
  const of = (value: (one: Measured) => number) =>
    [...rounds].map(value).sort((a, b) => a - b)[Math.floor(rounds.length / 2)] ?? Number.NaN
  return {
    requests: rounds.reduce((sum, one) => sum + one.requests, 0),
    perSecond: of((one) => one.perSecond),
    p50Ms: of((one) => one.p50Ms),
    p90Ms: of((one) => one.p90Ms),
    p99Ms: of((one) => one.p99Ms),
    serverMs: of((one) => one.serverMs),
    databaseMs: of((one) => one.databaseMs),
  }
}

/** @param ceiling - what was measured of it before, where it is the same as that of an earlier pair */
export async function measurePair(
  pace: Pace,
  ours: { readonly subject: Subject; readonly paths: readonly string[] },
  ceiling: { readonly subject: Subject; readonly paths: readonly string[] } | Measured,
): Promise<Paired> {
  const { connections, seconds, rounds, warmUpSeconds, leastRequests } = pace
  const known = 'subject' in ceiling ? undefined : ceiling
  const asked = 'subject' in ceiling ? [ours, ceiling] : [ours]
  for (const { subject, paths } of asked) {
    await measure(subject, { connections, paths, seconds: warmUpSeconds }, leastRequests)
  }
  const found: Measured[][] = asked.map(() => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, { subject, paths }] of asked.entries())
      found[at]?.push(await measure(subject, { connections, paths, seconds }, leastRequests))
  }
  const [of, bare] = found.map(middle)
  const beside = known ?? bare
  if (!of || !beside) throw new Error('nothing was measured')
  return { ours: of, ceiling: beside }
}
