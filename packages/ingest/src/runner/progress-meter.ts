/** Thins progress out to a few events a second, whatever the source's speed. */
import type { RunEvent } from './run-event.ts'

const betweenEventsMs = 200

export interface ProgressMeter {
  total(type: string, count: number): void
  progressed(type: string): void
  /** Emits the last numbers of every type. */
  end(): void
}

/** @param done - entities of a type that were dealt with so far */
export function createProgressMeter(
  emit: (event: RunEvent) => void,
  done: (type: string) => number,
  nowMs: () => number,
): ProgressMeter {
  const totals = new Map<string, number>()
  const emittedAtMs = new Map<string, number>()

  function emitProgress(type: string): void {
    emittedAtMs.set(type, nowMs())
    emit({ event: 'scan.progress', type, done: done(type), total: totals.get(type) ?? 0 })
  }

  return {
    total(type, count) {
      const total = (totals.get(type) ?? 0) + count
      totals.set(type, total)
      emit({ event: 'scan.total', type, total })
    },
    progressed(type) {
      if (nowMs() - (emittedAtMs.get(type) ?? 0) >= betweenEventsMs) emitProgress(type)
    },
    end() {
      for (const type of emittedAtMs.keys()) emitProgress(type)
    },
  }
}
