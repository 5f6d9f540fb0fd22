/**
 * Which sources of a mapping data flow reach which of its sinks, from the data flow's script.
 * https://learn.microsoft.com/azure/data-factory/data-flow-script
 */
import { type Json, records, texts } from '../json-values.ts'

export interface Reach {
  readonly source: string
  readonly sink: string
}

/** `a, b join(…) ~> c`: what stands before the transformation are the streams it takes. */
const statement = /((?:[\w@]+\s*,\s*)*[\w@]+\s+)?(\w+)\s*~>\s*(\w+)/g

/** @param definition - `typeProperties` of the data flow. Where there is no script every source reaches every sink. */
export function flowsOf(definition: Json): readonly Reach[] {
  const names = (list: unknown) => records(list).map((each) => String(each.name))
  const sources = names(definition.sources)
  const sinks = names(definition.sinks)
  const script =
    typeof definition.script === 'string' ? definition.script : texts(definition.scriptLines).join('\n')
  const inputs = inputsOf(script)
  if (inputs.size === 0) return sinks.flatMap((sink) => sources.map((source) => ({ source, sink })))
  return sinks.flatMap((sink) => {
    const reached = above(sink, inputs)
    return sources.filter((source) => reached.has(source)).map((source) => ({ source, sink }))
  })
}

function inputsOf(script: string): ReadonlyMap<string, readonly string[]> {
  const inputs = new Map<string, readonly string[]>()
  for (const [, before = '', , name = ''] of withoutArguments(script).matchAll(statement))
    inputs.set(
      name,
      // A branch of a split is the split's own stream: `Split@large`.
      before.split(',').flatMap((stream) => stream.trim().replace(/@.*$/, '') || []),
    )
  return inputs
}

/** Only streams and transformations are left: texts and everything in parentheses go. */
function withoutArguments(script: string): string {
  const bare = script.replace(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
  let depth = 0
  let kept = ''
  for (const character of bare) {
    if (character === '(') depth += 1
    if (depth === 0) kept += character
    if (character === ')') depth = Math.max(0, depth - 1)
  }
  // What is left of a split's branches is an @ at its end.
  return kept.replace(/@(?=\s|$)/g, ' ')
}

function above(sink: string, inputs: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const seen = new Set<string>()
  const waiting = [sink]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue
    seen.add(name)
    waiting.push(...(inputs.get(name) ?? []))
  }
  return seen
}
