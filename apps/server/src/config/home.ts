/** Where state is kept when nobody says where: the platform's directory for data of applications. */
import { homedir } from 'node:os'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

export function defaultHome(environment: Environment, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') {
    return join(environment.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Waymark')
  }
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Waymark')
  return join(environment.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'waymark')
}
