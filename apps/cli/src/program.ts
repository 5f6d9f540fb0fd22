/** What `waymark` and `metadata` have in common: parsing, exit codes, errors as sentences. */
import { ApiError, UnreachableError } from '@waymark/client'
import { CredentialError, useNetworkEnvironment } from '@waymark/credentials'
import { formatProblem, WorkflowFileError } from '@waymark/ingest'
import { Command, CommanderError } from 'commander'
import { CommandFailed, type ExitCode, exitCode } from './exit-code.ts'
import { createTerminal, type Terminal } from './terminal.ts'

/** A command tree whose errors come back as exceptions and whose usage errors exit with 2. */
export function createProgram(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .showSuggestionAfterError()
    .showHelpAfterError(`(${name} --help shows what there is)`)
    .exitOverride()
}

/** Runs the program to its end and sets the exit code. Never rejects. */
export async function runProgram(
  build: (terminal: Terminal) => Command,
  args: readonly string[],
): Promise<void> {
  leaveQuietly(process)
  const terminal = createTerminal(process)
  try {
    useNetworkEnvironment(process.env)
    await build(terminal).parseAsync(args, { from: 'user' })
  } catch (error) {
    process.exitCode = tell(error, terminal)
  }
}

/** Whoever reads the output may stop reading, as `head` does; that is no failure worth a stack trace. */
function leaveQuietly({ stdout, stderr, exit }: NodeJS.Process): void {
  for (const output of [stdout, stderr])
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') exit()
      throw error
    })
}

function tell(error: unknown, terminal: Terminal): ExitCode {
  const { colors, say } = terminal
  if (error instanceof CommanderError) {
    // Help and version were asked for and are printed; anything else was a usage error, explained already.
    return error.exitCode === 0 ? exitCode.ok : exitCode.usage
  }
  if (error instanceof WorkflowFileError) {
    for (const problem of error.problems) {
      const paint = problem.severity === 'error' ? colors.red : colors.yellow
      say(
        `${paint(problem.severity === 'error' ? 'error' : 'warn ')}  ${formatProblem(error.fileName, problem)}`,
      )
    }
    if (error.repaired !== undefined) {
      say(`       It can be repaired:  waymark config fix ${error.fileName} --write`)
    }
    return exitCode.configuration
  }
  const [code, hint] = meaningOf(error)
  say(`${colors.red('error')}  ${error instanceof Error ? error.message : String(error)}`)
  if (hint) say(`       ${hint}`)
  if (code === exitCode.failed && error instanceof Error && process.env.WAYMARK_DEBUG) say(error.stack ?? '')
  return code
}

function meaningOf(error: unknown): [ExitCode, string | undefined] {
  if (error instanceof CommandFailed) return [error.exitCode, error.hint]
  if (error instanceof CredentialError) return [exitCode.signIn, error.fix]
  if (error instanceof UnreachableError) return [exitCode.server, undefined]
  if (error instanceof ApiError) {
    return [error.status === 401 || error.status === 403 ? exitCode.signIn : exitCode.server, undefined]
  }
  return [exitCode.failed, undefined]
}
