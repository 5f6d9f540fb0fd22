/** When ingestion runs: schedules, the queue of runs, the workers that take them, and one final state for each. */
export { linesOf } from './event-text.ts'
export { schedulerMigrations } from './migrations.ts'
export type { Run, RunOutcome, RunState } from './run.ts'
export { openRunLog, type RunLog } from './run-log.ts'
export { leaveOf } from './saved-ingestion.ts'
export { createScheduler, type Scheduler, type SchedulerDependencies } from './scheduler.ts'
export { patchWorkflow } from './telling.ts'
export type { Execute, StopReason } from './worker.ts'
