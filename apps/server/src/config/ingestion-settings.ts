/** What running ingestions needs of the configuration. */
import type { Settings } from './variables.ts'

export interface IngestionSettings {
  /** Runs at a time in this process. */
  readonly runs: number
  /** Of one run. */
  readonly memoryMb: number
  /** Where runs reach the API; undefined: at the port of this process. */
  readonly apiUrl: string | undefined
}

export function ingestionSettings(settings: Settings): IngestionSettings {
  return {
    runs: settings.WAYMARK_WORKER_RUNS,
    memoryMb: settings.WAYMARK_RUN_MEMORY,
    apiUrl: settings.SERVER_HOST_API_URL,
  }
}
