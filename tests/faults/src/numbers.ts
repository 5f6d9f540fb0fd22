/** How often each fault is made: enough to notice a break in every build, or the numbers of the threat list (WAYMARK_FAULTS=full). */
export const isFull = process.env.WAYMARK_FAULTS === 'full'

const choose = (quick: number, full: number): number => (isFull ? full : quick)

/** SIGKILLs of the server while it takes in metadata (T60). */
export const serverKills = choose(8, 50)
/** SIGKILLs of PostgreSQL under a server that goes on (T61). */
export const databaseKills = choose(4, 20)
/** SIGKILLs of what runs an ingestion: its own process and the worker above it, in turns (T62). */
export const runnerKills = choose(4, 20)
/** Writers of the same entities at the same time, and how often each writes (T64). */
export const writers = choose(10, 50)
export const writesEach = choose(5, 100)
/** Increments of one counter by each of them, most of which are refused and tried again. */
export const incrementsEach = choose(5, 20)
/** Writes that are sent twice, every other one torn off before its answer came (T65). */
export const repeatedWrites = choose(60, 1_000)
/** Tokens of keys that nobody has (T69). */
export const unknownKeys = choose(200, 2_000)
/** Changes of signing keys, those of the identity provider and our own (T70, T72). */
export const keyRotations = choose(3, 20)
/** Requests after which memory, files and connections must be what they were (T76). */
export const soakRequests = Number(process.env.WAYMARK_FAULT_SOAK ?? choose(4_000, 200_000))
/** Revocations, and as many people disabled, on one of two replicas. */
export const revocations = choose(25, 100)
/** Requests that Schemathesis makes of the documented API, at least. */
export const documentedRequests = Number(process.env.WAYMARK_FAULT_REQUESTS ?? choose(1_500, 20_000))
/** Replicas that are replaced under load (T73). */
export const restarts = choose(4, 20)
