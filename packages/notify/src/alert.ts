/** An alert as the workers use it: read once from the entity, with its secrets. */
import type { Engine, EntityJson } from '@waymark/engine'
import { type Destination, type FilteringRules, unlessMissing } from '@waymark/spec'
import { Cron } from 'croner'

export interface Alert {
  readonly id: string
  readonly name: string
  readonly isEnabled: boolean
  readonly isActivityFeed: boolean
  readonly rules: FilteringRules
  readonly destinations: readonly (Destination & { readonly id: string })[]
  readonly batchSize: number
  readonly retries: number
  readonly pollIntervalMs: number
  /** Undefined: at once. */
  readonly cron: string | undefined
}

const schedules: Readonly<Record<string, string>> = {
  Daily: '0 0 * * *',
  Weekly: '0 0 * * 0',
  Monthly: '0 0 1 * *',
}

type Stored = {
  enabled?: boolean
  alertType?: string
  filteringRules?: FilteringRules
  destinations?: readonly (Destination & { id: string })[]
  batchSize?: number
  retries?: number
  pollInterval?: number
  trigger?: { triggerType: string; scheduleInfo?: string; cronExpression?: string }
}

function alertOf(entity: EntityJson): Alert {
  const stored = entity as EntityJson & Stored // what the definition's schema let in
  const { trigger } = stored
  const cron =
    trigger?.triggerType === 'Scheduled'
      ? (trigger.cronExpression ?? schedules[trigger.scheduleInfo ?? 'Daily'])
      : undefined
  return {
    id: entity.id,
    name: entity.name,
    isEnabled: stored.enabled !== false,
    isActivityFeed: stored.alertType === 'ActivityFeed',
    rules: stored.filteringRules ?? { resources: ['all'] },
    destinations: (stored.destinations ?? []).filter(({ enabled }) => enabled !== false),
    batchSize: stored.batchSize ?? 100,
    retries: stored.retries ?? 3,
    pollIntervalMs: (stored.pollInterval ?? 10) * 1000,
    cron,
  }
}

/** Undefined for an alert that is gone. */
export async function readAlert(engine: Engine, id: string): Promise<Alert | undefined> {
  const found = await unlessMissing(engine.get('eventSubscription', { id }, { revealSecrets: true }))
  return found && alertOf(found)
}

/** Milliseconds until a scheduled alert is due; 0 for one that reports at once, a day for a time that never comes. */
export function dueInMs(alert: Alert, nowMs: number): number {
  if (alert.cron === undefined) return 0
  try {
    const next = new Cron(alert.cron, { timezone: 'UTC' }).nextRun(new Date(nowMs))
    return next ? next.getTime() - nowMs : 86_400_000
  } catch {
    return 86_400_000
  }
}
