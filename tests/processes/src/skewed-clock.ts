/** A clock of its own for one process, given by libfaketime: wrong by as much as a test says, from one moment to the next. */
import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SkewedClock {
  /** For the process that is to have this clock. */
  readonly environment: Readonly<Record<string, string>>
  /** Jumps: the clock is this much ahead of the machine's from now on; a negative number puts it back. */
  set(aheadSeconds: number): void
  dispose(): void
}

/** @throws with the package to install where libfaketime is missing */
export function skewedClock(aheadSeconds: number): SkewedClock {
  const directory = mkdtempSync(join(tmpdir(), 'waymark-clock-'))
  const file = join(directory, 'offset')
  const set = (seconds: number): void => {
    // The library reads it at every look at the clock, so it must never see half a file.
    writeFileSync(`${file}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`)
    renameSync(`${file}.new`, file)
  }
  set(aheadSeconds)
  return {
    environment: {
      LD_PRELOAD: library(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      // What only measures how long something takes (timers, the event loop) is not the clock on the wall.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    set,
    dispose: () => rmSync(directory, { recursive: true, force: true }),
  }
}

function library(): string {
  for (const platform of readdirSync('/usr/lib')) {
    const path = join('/usr/lib', platform, 'faketime')
    try {
      if (readdirSync(path).includes('libfaketime.so.1')) return join(path, 'libfaketime.so.1')
    } catch {
      // Not every directory there is a platform's.
    }
  }
  throw new Error(
    'libfaketime is missing: run tools/ci/prepare-libfaketime.sh, or install the package libfaketime.',
  )
}
