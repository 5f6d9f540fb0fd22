/** Weighs what the values and the name of a column say about it. Pure. */
import type { Finding, Recognizer } from './recognizer.ts'

export interface ColumnSample {
  readonly name: string
  readonly kind: string
  /** Values of the column in the sample, without nulls. */
  readonly values: readonly string[]
}

/** Fewer values than this say little about a column. */
const fewValues = 5
/** Below this share, matches are taken for chance. */
const leastShare = 0.1

/** What one recognizer finds; undefined where nothing points at it. */
export function examine(column: ColumnSample, recognizer: Recognizer): Finding | undefined {
  if (!recognizer.kinds.some((kind) => kind === column.kind)) return undefined
  const hint = recognizer.nameHint(column.name)
  const content = best(column, recognizer)
  const nameScore = hint === undefined ? 0 : recognizer.nameStrength
  if (content === undefined) {
    if (hint === undefined || nameScore === 0) return undefined
    // Values that never look like it speak against the name; without values the name is all there is.
    const contradicted = recognizer.patterns.length > 0 && column.values.length >= fewValues
    const score = contradicted ? nameScore / 2 : nameScore
    const against = contradicted ? `, though none of ${column.values.length} values looks like it` : ''
    const reason = `The name says '${hint}': ${recognizer.what}${against}.`
    return { recognizer, score, target: 'column_name', reason, patterns: [] }
  }
  // Two independent witnesses: the doubt that both leave.
  const score = 1 - (1 - content.score) * (1 - nameScore)
  const named = hint === undefined ? '' : `, and the name says '${hint}'`
  const reason = `${content.matches} of ${column.values.length} values look like ${recognizer.what} (${content.pattern})${named}.`
  return { recognizer, score, target: 'content', reason, patterns: [content.pattern] }
}

function best(column: ColumnSample, { patterns }: Recognizer) {
  const { values } = column
  if (values.length === 0) return undefined
  const certainty = Math.min(1, values.length / fewValues)
  return patterns
    .map((pattern) => {
      const matches = values.filter((value) => pattern.matches(value)).length
      const share = matches / values.length
      return {
        matches,
        share,
        pattern: pattern.name,
        score: pattern.strength * share * (0.5 + certainty / 2),
      }
    })
    .filter(({ share }) => share >= leastShare)
    .sort((a, b) => b.score - a.score)
    .at(0)
}

/**
 * The findings that reach the confidence, the surest one a classification: its tags exclude each other.
 * @param confidence - 0…1
 */
export function decide(
  column: ColumnSample,
  recognizers: readonly Recognizer[],
  confidence: number,
): Finding[] {
  const chosen = new Map<string, Finding>()
  for (const recognizer of recognizers) {
    const finding = examine(column, recognizer)
    if (!finding || finding.score < (recognizer.threshold ?? confidence)) continue
    const classification = recognizer.tagFQN.split('.')[0] ?? ''
    const present = chosen.get(classification)
    if (!present || outranks(finding, present)) chosen.set(classification, finding)
  }
  return [...chosen.values()]
}

/** Of two that are as sure, the one that protects more. */
function outranks(a: Finding, b: Finding): boolean {
  if (a.score !== b.score) return a.score > b.score
  return a.recognizer.tagFQN === 'PII.Sensitive' && b.recognizer.tagFQN !== 'PII.Sensitive'
}
