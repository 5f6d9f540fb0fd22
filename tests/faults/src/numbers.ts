/** How often each fault is made: enough to notice a break in every build, or the numbers of the threat list (WAYMARK_FAULTS=full). */
export const isFull = process.env.WAYMARK_FAULTS === 'full'

const choose = (quick: number, full: number): number => (isFull ? full : quick)

/** SIGKILLs of the server while it takes in metadata (T60). */
export const serverKills = choose(12, 50)
/** SIGKILLs of PostgreSQL under a server that goes on (T61). */
export const databaseKills = choose(5, 20)
/** Revocations, and as many people disabled, on one of two replicas. */
export const revocations = 100
/** Requests that Schemathesis makes of the documented API, at least. */
export const documentedRequests = Number(process.env.WAYMARK_FAULT_REQUESTS ?? choose(2_500, 20_000))
/** Replicas that are replaced under load (T73). */
export const restarts = choose(4, 20)
