/** What the API asks of whoever runs apps; the server plugs it in. */
import type { AppRunRecord } from '@waymark/spec'

export interface AppRunner {
  /** Whether the app of this name runs here at all. */
  runs(name: string): boolean
  /** Starts a run and answers its record at once. @throws `parameter-invalid` while one is running */
  start(name: string, runType: 'OnDemand' | 'Scheduled'): Promise<AppRunRecord>
}
