/** Listens, and says what to do when that is not possible. */
import type { AddressInfo, Server } from 'node:net'
import { ConfigError } from './config/config-error.ts'
import { portHolder } from './port-holder.ts'

/** @returns the port that was taken @throws ConfigError that names the setting when the port is busy or forbidden */
export async function listen(server: Server, port: number, host: string, setting: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host }, () => {
      server.removeListener('error', reject)
      resolve()
    })
  }).catch((error: NodeJS.ErrnoException) => {
    throw listenError(error, port, host, setting)
  })
  return (server.address() as AddressInfo).port // a TCP server that listens
}

/** The mistake behind a failed attempt to listen. */
export function listenError(error: unknown, port: number, host: string, setting: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const message =
    code === 'EADDRINUSE'
      ? `Port ${port} is in use by ${portHolder(port) ?? 'another program'}. Stop it, or choose another port.`
      : code === 'EACCES'
        ? `Port ${port} needs more rights than this process has. Choose one above 1023.`
        : code === 'EADDRNOTAVAIL'
          ? `${host} is not an address of this machine.`
          : undefined
  return message === undefined ? error : new ConfigError([{ setting, message }])
}
