/**
 * Administration over a Unix socket: HTTP on `WAYMARK_HOME/run/admin.sock` (mode 0600; on Windows a named pipe).
 *
 * `POST /admin/<command>` with the parameters as a JSON object; the answer is a JSON object, on failure
 * `{code, message, errorCode}` with the matching status. Whoever may open the socket may do everything:
 *
 * | command | parameters | answer |
 * | --- | --- | --- |
 * | `bot-token` | `{name, days?, unlimited?}` | `{token, expiresAt}`; 90 days unless said otherwise |
 * | `admin-token` | `{}` | `{token, expiresAt}`; an administrator for one hour |
 * | `bot-bind` | `{name, tenant, app, object}` | the binding |
 * | `bot-pin` | `{name, generation}`: `0.13`, `1.13` or `auto` | the same |
 * | `user-create` | `{name, email, displayName?, admin?, password?}` | `{id, name, email, isAdmin}` |
 * | `user-password` | `{name, password}` | `{name}` |
 * | `user-disable` | `{name}` | `{name, disabled}`; tokens and sessions end with it |
 * | `admin-unlock` | `{name}` | `{name, unlocked}` |
 * | `setup-link` | `{}` | `{url}`; null when a local administrator exists |
 * | `sso-confirm`, `sso-revert` | `{}` | `{provider}` that is in force now |
 * | `keys-rotate` | `{}` | `{kid}` of the new signing key |
 * | `keys-reseal` | `{check?}` | `{resealed, keptIn, keys: [{id, seals}], unopened: [{secret, keyId}]}`; `check` changes nothing |
 * | `backup` | `{path, passphrase}` | `{path, bytes, tables, rows}` of the file that the server wrote |
 * | `status` | `{}` | `{version, serverUrl, embeddedDatabaseUrl, identity, entities}`; the URL holds a superuser's password |
 */
import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { dirname } from 'node:path'
import { adminSocketPath } from './socket-path.ts'

const maxBodyBytes = 64 * 1024

type Handle = (command: string, parameters: unknown) => Promise<{ status: number; body: unknown }>

export interface AdminSocket {
  close(): Promise<void>
}

/** @throws when the path is too long for a socket, or not ours to write */
export async function openAdminSocket(home: string, handle: Handle): Promise<AdminSocket> {
  const path = adminSocketPath(home)
  const isFile = !path.startsWith('\\\\')
  if (isFile) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    // The owner of the data directory is alone here: what lies around is from a process that was killed.
    rmSync(path, { force: true })
  }
  const server = createServer((request, response) => {
    answer(request, response, handle).catch(() => response.writeHead(500).end())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  if (isFile) chmodSync(path, 0o600)
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, handle: Handle): Promise<void> {
  const send = (status: number, body: unknown) =>
    response
      .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      .end(JSON.stringify(body))
  const command = /^\/admin\/([\w-]+)$/.exec(request.url ?? '')?.[1]
  if (request.method !== 'POST' || command === undefined) {
    send(404, { code: 404, message: 'Send POST /admin/<command>.', errorCode: 'route-not-found' })
    return
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBodyBytes) {
      send(413, { code: 413, message: 'The parameters are too large.', errorCode: 'too-large' })
      return
    }
    chunks.push(chunk)
  }
  let parameters: unknown
  try {
    const text = Buffer.concat(chunks).toString().trim()
    parameters = text === '' ? {} : JSON.parse(text)
  } catch {
    send(400, { code: 400, message: 'The parameters are not JSON.', errorCode: 'json-invalid' })
    return
  }
  const { status, body } = await handle(command, parameters)
  send(status, body)
}
