/** What keeps a server that signs anybody in without a password away from everybody but this machine. */
import { StartRefused } from './state/load.ts'

const loopbackHosts = ['127.0.0.1', '::1', 'localhost']

/** Whether a host name or address means this machine. */
export const isLoopback = (host: string): boolean => loopbackHosts.includes(host.toLowerCase())

/** @throws StartRefused for any address but a loopback one, and in production */
export function checkSafeToStart(host: string, environment: NodeJS.ProcessEnv): void {
  if (!isLoopback(host))
    throw new StartRefused(
      `--host ${host} is refused: the emulator signs anybody in without a password, so it listens on loopback only. Use 127.0.0.1, ::1 or localhost.`,
    )
  if (environment.NODE_ENV === 'production')
    throw new StartRefused(
      'NODE_ENV is "production": the emulator signs anybody in without a password and must not run there. Unset NODE_ENV, or use Microsoft Entra ID itself.',
    )
}
