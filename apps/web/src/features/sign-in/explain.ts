/** What an identity provider's refusal means, in words that tell a person what to do. */
import { refusalTexts as texts } from '../../texts/sign-in-refusals.ts'

export interface Explanation {
  readonly title: string
  readonly advice: string
  /** E.g. `AADSTS50011`, or the protocol's own error. */
  readonly code: string
  /** What an administrator can look up at the provider. */
  readonly correlationId?: string
}

/** Codes of our own server, where it runs the sign-in itself. */
const ownRefusal = /^(?:identity-|token-|scope-|too-many-)/

/** Explains `error` and `error_description` of an authorization or token answer (RFC 6749 §4.1.2.1, §5.2). */
export function explainRefusal(error: string, description: string): Explanation {
  const number = /AADSTS(\d+)/.exec(description)?.[1]
  const found = (number === undefined ? undefined : texts.known[number]) ?? texts.known[error]
  const correlationId = /Correlation ID:\s*([0-9a-f-]{36})/i.exec(description)?.[1]
  return {
    title: found?.title ?? (ownRefusal.test(error) ? texts.catalogRefused : texts.providerRefused),
    advice: found?.advice ?? firstSentence(description) ?? texts.tryAgain,
    code: number === undefined ? error.slice(0, 80) : `AADSTS${number}`,
    ...(correlationId === undefined ? {} : { correlationId }),
  }
}

/** The provider's own sentence without the trace that follows it. */
function firstSentence(description: string): string | undefined {
  const text = description
    .replace(/^AADSTS\d+:\s*/, '')
    .split(/\s*(?:Trace ID|Correlation ID|Timestamp):/)[0]
    ?.trim()
  return text ? text.slice(0, 400) : undefined
}
