/** Refusals in Entra's words: raised by checks, written out as JSON, redirect or page. */
import { type AadstsCode, type AadstsRow, aadsts } from './aadsts.ts'
import type { BehaviourEntry } from './state/behaviour-schema.ts'

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never

/** The details that a problem's text asks for. */
export type Details<Code extends AadstsCode> = Record<Placeholders<(typeof aadsts)[Code]['text']>, string>

/** A request that Entra refuses. */
export class EntraProblem extends Error {
  override name = 'EntraProblem'
  readonly code: AadstsCode
  /** What answers call it: `code`, unless the state file knows better. */
  readonly shownCode: number
  readonly row: AadstsRow

  constructor(
    code: AadstsCode,
    details: Record<string, string>,
    changes: Partial<AadstsRow> & { code?: number } = {},
  ) {
    const { code: shownCode, ...differences } = changes
    const row: AadstsRow = { ...aadsts[code], ...differences }
    super(row.text.replace(/\{(\w+)\}/g, (whole, name: string) => details[name] ?? whole))
    this.code = code
    this.shownCode = shownCode ?? code
    this.row = row
  }

  /** The same problem, told differently. */
  changed(changes: Partial<AadstsRow> & { code?: number }): EntraProblem {
    return new EntraProblem(this.code, {}, { ...this.row, ...changes, text: this.message })
  }
}

/**
 * The problem `code` with its details filled in, ready to throw.
 * @param changes what one endpoint says differently from the table (discovery calls 90002 `invalid_tenant`)
 */
export function refusal<Code extends AadstsCode>(
  code: Code,
  ...[details, changes]: [Placeholders<(typeof aadsts)[Code]['text']>] extends [never]
    ? [details?: Record<string, never>, changes?: Partial<AadstsRow>]
    : [details: Details<Code>, changes?: Partial<AadstsRow>]
): EntraProblem {
  return new EntraProblem(code, details ?? {}, changes)
}

/** What identifies one request in an error answer and in its headers. */
export interface RequestTrace {
  traceId: string
  correlationId: string
  timestamp: string
}

/** `error_description` as Entra writes it: code, text, then the three things support asks for. */
export const describe = (problem: EntraProblem, trace: RequestTrace): string =>
  `AADSTS${problem.shownCode}: ${problem.message} Trace ID: ${trace.traceId} Correlation ID: ${trace.correlationId} Timestamp: ${trace.timestamp}`

/** What the client is to send as `claims` when it asks again: a string that is JSON, opaque to it. */
const challenge = JSON.stringify({
  access_token: { capolids: { essential: true, values: ['5b3e1c0a-7d42-4f6e-9a18-2c4b6d8e0f13'] } },
})

/** The problem as the state file wants it told, where nobody knows how Entra tells it. */
export function asConfigured(problem: EntraProblem, { problems }: BehaviourEntry): EntraProblem {
  const wanted = problems?.[String(problem.code)]
  return wanted ? problem.changed(wanted) : problem
}

/** The JSON body of a refused request, its key set exactly as at Entra. */
export const errorBody = (problem: EntraProblem, trace: RequestTrace) => ({
  error: problem.row.error,
  error_description: describe(problem, trace),
  error_codes: [problem.shownCode],
  timestamp: trace.timestamp,
  trace_id: trace.traceId,
  correlation_id: trace.correlationId,
  error_uri: `https://login.microsoftonline.com/error?code=${problem.shownCode}`,
  ...(problem.row.suberror && { suberror: problem.row.suberror }),
  ...(problem.row.challenge && { claims: challenge }),
})
