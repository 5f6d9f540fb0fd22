/** What the API asks the delivery of alerts; the server plugs it in. */
import type { ChangeEvent, Destination, SubscriptionStatus } from '@waymark/spec'

/** One event as an alert met it. */
export interface AlertEvent {
  readonly event: ChangeEvent
  readonly atMs: number
  readonly reason?: string
  readonly destinationId?: string
}

export interface AlertDesk {
  status(id: string): Promise<SubscriptionStatus>
  counts(id: string): Promise<{
    readonly startingOffset: number
    readonly currentOffset: number
    readonly latestOffset: number
    readonly successful: number
    readonly failed: number
  }>
  /** Of the first few hundred events that wait: all, and those the alert will tell. */
  waiting(id: string): Promise<{ readonly total: readonly ChangeEvent[]; readonly relevant: readonly ChangeEvent[] }>
  events(id: string, status: 'successful' | 'failed' | 'unprocessed', limit: number, offset: number): Promise<readonly AlertEvent[]>
  skipToLatest(id: string): Promise<void>
  /** Answers how many failed events are delivered again. */
  replay(id: string): Promise<number>
  revive(id: string): Promise<void>
  /**
   * Why nothing may be posted to an address; undefined where nothing stands against it. A host that cannot be found now
   * may be found when there is something to deliver.
   */
  refusal(address: string): Promise<string | undefined>
  /** Each destination with `statusDetails` of a test message. */
  test(destinations: readonly Destination[], userName: string): Promise<readonly object[]>
} // biome-ignore format: signatures read better on one line
