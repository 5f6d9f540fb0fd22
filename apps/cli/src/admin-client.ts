/** Administration on the host: over the running server's Unix socket, or by starting the server for that one call. */
import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { text as readStream } from 'node:stream/consumers'
import { runChild } from './child-process.ts'
import { waymarkHome } from './directories.ts'
import { CommandFailed, exitCode } from './exit-code.ts'
import { programs } from './programs.ts'

type Answer = Readonly<Record<string, unknown>>

/** Commands that read or write the whole catalog take as long as that takes. */
const ofTheWhole: ReadonlySet<string> = new Set(['backup', 'keys-reseal'])
const patienceMs = (command: string): number => (ofTheWhole.has(command) ? 24 * 60 * 60_000 : 60_000)

/** @throws CommandFailed with the server's sentence when it refuses, or when no server can be reached or started */
export async function administer(
  command: string,
  parameters: Answer,
  home = waymarkHome(process.env),
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Answer> {
  const running = await askSocket(adminSocketPath(home), command, parameters)
  return running ?? (await askOnce(command, parameters, home, environment))
}

/**
 * The same, but starts nothing: undefined where no server runs.
 * @throws CommandFailed with the server's sentence when it refuses
 */
export function administerRunning(
  command: string,
  parameters: Answer,
  home = waymarkHome(process.env),
): Promise<Answer | undefined> {
  return askSocket(adminSocketPath(home), command, parameters)
}

/** Where the server of a home listens; the rule is the server's, in apps/server/src/admin/socket-path.ts. */
function adminSocketPath(home: string): string {
  const digest = createHash('sha256').update(home).digest('hex').slice(0, 16)
  if (process.platform === 'win32') return `\\\\.\\pipe\\waymark-${digest}`
  const path = join(home, 'run', 'admin.sock')
  if (Buffer.byteLength(path) <= 100) return path
  return join(tmpdir(), `waymark-${userInfo().uid}-${digest}`, 'admin.sock')
}

/** Undefined when no server listens there. */
async function askSocket(
  socketPath: string,
  command: string,
  parameters: Answer,
): Promise<Answer | undefined> {
  const body = JSON.stringify(parameters)
  try {
    const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      const call = request(
        {
          socketPath,
          method: 'POST',
          path: `/admin/${command}`,
          headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
          timeout: patienceMs(command),
        },
        (response) => {
          readStream(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject)
        },
      )
      call.on('timeout', () => call.destroy(new Error('The server did not answer in time.')))
      call.on('error', reject)
      call.end(body)
    })
    return answerOf(status < 400, text)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return undefined
    if (code === 'EACCES') {
      throw new CommandFailed(
        exitCode.failed,
        `${socketPath} belongs to another user.`,
        'Run this as the user that runs the server.',
      )
    }
    throw error
  }
}

/** Starts the server for one command, also where another way of starting it runs already. */
export async function askOnce(
  command: string,
  parameters: Answer,
  home: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Answer> {
  const { code, lines, errors } = await runChild({
    program: programs.server,
    args: ['--admin', command, '--data-dir', home],
    environment,
    input: JSON.stringify(parameters),
  })
  const last = lines.at(-1) ?? ''
  if (last.startsWith('{')) return answerOf(code === 0, last)
  throw new CommandFailed(
    exitCode.server,
    `No server runs here, and none could be started for '${command}'.`,
    errors.at(-1),
  )
}

function answerOf(ok: boolean, text: string): Answer {
  const answer = text === '' ? {} : (JSON.parse(text) as Answer) // our own server's
  if (ok) return answer
  const message = typeof answer.message === 'string' ? answer.message : 'The server refused.'
  throw new CommandFailed(exitCode.failed, message)
}

/** @throws CommandFailed when the server's answer lacks what this release expects */
export function textOf(answer: Answer, member: string): string {
  const value = answer[member]
  if (typeof value === 'string') return value
  throw new CommandFailed(
    exitCode.server,
    `The server's answer has no '${member}'. Are both of the same release?`,
  )
}
