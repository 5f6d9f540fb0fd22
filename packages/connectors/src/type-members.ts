/** Takes the text of a structured type apart: `a INT64, b STRUCT<c STRING, d DATE>` has two members. */

/**
 * The texts between commas that are in no brackets, without empty ones.
 * @param tokens - global; finds brackets and commas, and as a whole what else may hold one: quoted names, texts
 */
export function typeMembers(members: string, tokens: RegExp): string[] {
  const parts: string[] = []
  let depth = 0
  let begin = 0
  for (const { 0: token, index } of members.matchAll(tokens)) {
    if (token === '<' || token === '(') depth += 1
    if (token === '>' || token === ')') depth -= 1
    if (token !== ',' || depth > 0) continue
    parts.push(members.slice(begin, index))
    begin = index + 1
  }
  parts.push(members.slice(begin))
  return parts.filter((part) => part.trim() !== '')
}
