/** Runs one administrative command on checked parameters. */
import { isProblem, problem } from '@waymark/spec'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import type { AdminCommand, AdminSurroundings } from './command.ts'
import { adminCommands } from './commands.ts'

/** What the socket and the one-call mode answer with. */
export interface AdminOutcome {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Never throws: what went wrong becomes `{code, message, errorCode}`, as the API says it. */
export async function runAdminCommand(
  name: string,
  parameters: unknown,
  on: AdminSurroundings,
  onUnexpected: (error: unknown) => void,
): Promise<AdminOutcome> {
  try {
    const found = Object.hasOwn(adminCommands, name) ? adminCommands[name] : undefined
    if (!found) {
      const known = Object.keys(adminCommands).join(', ')
      throw problem('parameter-invalid', {
        parameter: 'command',
        expected: `'${name}' is not one of ${known}.`,
      })
    }
    const validate = addFormats.default(new Ajv({ strict: false })).compile(found.parameters)
    const given = parameters ?? {}
    if (!validate(given)) {
      const first = validate.errors?.[0]
      const field = first?.instancePath.slice(1) || String(first?.params.missingProperty ?? 'parameters')
      throw problem('body-invalid', { field, expected: first?.message ?? 'not valid' })
    }
    const checked = given as Readonly<Record<string, unknown>> // validated above
    return { status: 200, body: await recorded(name, found, checked, on) }
  } catch (error) {
    if (!isProblem(error)) onUnexpected(error)
    const known = isProblem(error) ? error : problem('internal')
    return {
      status: known.status,
      body: { code: known.status, message: known.message, errorCode: known.code },
    }
  }
}

/** Runs it, and records that it ran and with what came of it: names of the parameters, of their values the account's name alone. */
async function recorded(
  name: string,
  { run, audited }: AdminCommand,
  parameters: Readonly<Record<string, unknown>>,
  on: AdminSurroundings,
): Promise<AdminOutcome['body']> {
  if (audited === undefined) return await run(parameters, on)
  const record = (outcome: 'ok' | 'refused') =>
    on.identity.audit.record({
      category: audited,
      action: `command ${name}`,
      actor: 'system',
      outcome,
      ...(typeof parameters.name === 'string' && { target: parameters.name }),
      details: { parameters: Object.keys(parameters) },
    })
  try {
    const body = await run(parameters, on)
    record('ok')
    return body
  } catch (error) {
    if (isProblem(error)) record('refused')
    throw error
  }
}
