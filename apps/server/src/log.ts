/** The server's log: JSON lines, or readable ones on a terminal; always on standard error, never with a secret. */
import { Writable } from 'node:stream'
import { type DestinationStream, type Logger, pino } from 'pino'

interface LogOptions {
  readonly level: string
  readonly format: 'auto' | 'json' | 'pretty'
}

/** Fields that could carry a credential, should one ever get into a line. */
const redacted = [
  'password',
  'token',
  'secret',
  'authorization',
  'cookie',
  'clientSecret',
  'idToken',
  'jwtToken',
]

/** Of an error only what helps: drivers hang queries and values on theirs. */
function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = 'code' in error ? { code: error.code } : {}
  const cause = error.cause === undefined ? {} : { cause: plainError(error.cause) }
  return { type: error.name, message: error.message, ...code, stack: error.stack, ...cause }
}

export function openLog({ level, format }: LogOptions): Logger {
  const isPretty = format === 'pretty' || (format === 'auto' && process.stderr.isTTY)
  const destination: DestinationStream = isPretty ? readable() : pino.destination({ fd: 2, sync: true })
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: redacted.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
      serializers: { err: plainError },
    },
    destination,
  )
}

/** `12:30:01 info  message  key=value` */
function readable(): Writable {
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      const { time, level, msg, ...fields } = JSON.parse(line) as Record<string, unknown> // pino's own line
      const rest = Object.entries(fields)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
      const clock = String(time).slice(11, 19)
      process.stderr.write(
        `${clock} ${String(level).padEnd(5)} ${msg}${rest.length ? `  ${rest.join(' ')}` : ''}\n`,
      )
      done()
    },
  })
}
