/** Where state lives on this machine. */
import { homedir } from 'node:os'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** `WAYMARK_HOME`, or the platform's place for data of programs. */
export function waymarkHome(environment: Environment, platform = process.platform): string {
  if (environment.WAYMARK_HOME) return environment.WAYMARK_HOME
  if (platform === 'win32')
    return join(environment.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Waymark')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Waymark')
  return join(environment.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'waymark')
}

/** Where reports of runs are kept. */
export function runsDirectory(environment: Environment, platform = process.platform): string {
  if (environment.WAYMARK_HOME || platform !== 'linux')
    return join(waymarkHome(environment, platform), 'runs')
  return join(environment.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'waymark', 'runs')
}
