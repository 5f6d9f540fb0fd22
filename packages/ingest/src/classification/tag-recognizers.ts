/** The recognizers that people set up with tags of the catalog, in the form that columns are examined with. */
import type { Tag } from '@waymark/spec'
import { RE2JS } from 're2js'
import type { RunContext } from '../runner/run-context.ts'
import { builtInRecognizers } from './built-in-recognizers.ts'
import type { Recognizer, ValuePattern } from './recognizer.ts'

type Declared = NonNullable<Tag['recognizers']>[number]
type Config = Declared['recognizerConfig']

/** What a pattern or list without a score of its own says. */
const usualStrength = 0.85

/** Recognizers of all enabled tags; what cannot be used is warned of and left out. */
export async function tagRecognizers(context: RunContext, language: string): Promise<Recognizer[]> {
  const { client, registry, signal } = context
  const found: Recognizer[] = []
  for await (const entity of client.entity(registry.byType('tag')).list({ pageSize: 500, signal })) {
    const tag = entity as unknown as Tag // the registry's definitions are not typed one by one
    if (tag.autoClassificationEnabled === false || tag.disabled === true) continue
    for (const declared of tag.recognizers ?? []) {
      if (declared.enabled === false || !speaks(declared.recognizerConfig, language)) continue
      try {
        found.push(...recognizersOf(tag.fullyQualifiedName, declared, language))
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        context.report({
          severity: 'warning',
          type: 'tag',
          fullyQualifiedName: tag.fullyQualifiedName,
          message: `Its recognizer '${declared.name}' is not used: ${reason}`,
        })
      }
    }
  }
  return found
}

function speaks(config: Config, language: string): boolean {
  const own = config.supportedLanguage
  return own === undefined || own === 'any' || language === 'any' || own === language
}

/** @throws Error with the reason when it cannot be used here */
function recognizersOf(tagFQN: string, declared: Declared, language: string): Recognizer[] {
  const { recognizerConfig: config, name, confidenceThreshold } = declared
  const looksAtName = declared.target === 'column_name'
  const common = {
    name,
    what: declared.displayName ?? name,
    tagFQN,
    kinds: ['text', 'number', 'time'] as const,
    ...(declared.id === undefined ? {} : { id: declared.id }),
    ...(confidenceThreshold === undefined ? {} : { threshold: confidenceThreshold }),
  }
  const byName = (patterns: readonly ValuePattern[], strength: number): Recognizer => ({
    ...common,
    patterns: [],
    nameStrength: strength,
    nameHint: (column) => (patterns.some((pattern) => pattern.matches(column)) ? column : undefined),
  })
  const byContent = (patterns: readonly ValuePattern[]): Recognizer => ({
    ...common,
    patterns,
    nameStrength: 0,
    nameHint: () => undefined,
  })
  switch (config.type) {
    case 'pattern': {
      const patterns = config.patterns.map(({ name: called, regex, score }) => ({
        name: called,
        strength: score ?? usualStrength,
        matches: compiled(regex, config.regexFlags),
      }))
      const strength = Math.max(0, ...patterns.map((pattern) => pattern.strength))
      return [looksAtName ? byName(patterns, strength) : byContent(patterns)]
    }
    case 'exact_terms': {
      const ignoreCase = config.regexFlags.ignoreCase ?? true
      const plain = (text: string) => (ignoreCase ? text.trim().toLowerCase() : text.trim())
      const terms = new Set(config.exactTerms.map(plain))
      const pattern = {
        name: 'a listed term',
        strength: 1,
        matches: (value: string) => terms.has(plain(value)),
      }
      return [looksAtName ? byName([pattern], 1) : byContent([pattern])]
    }
    case 'context': {
      const words = config.contextWords.map((word) => word.toLowerCase())
      const matches = (column: string) => words.some((word) => column.toLowerCase().includes(word))
      return [
        byName([{ name: 'a word of the name', strength: 1, matches }], config.maxScore ?? usualStrength),
      ]
    }
    case 'predefined': {
      const builtIn = builtInRecognizers(language).filter((each) => each.name === config.name)
      if (builtIn.length === 0)
        throw new Error(`'${config.name}' needs a model that does not come with this release.`)
      return builtIn.map((each) => ({ ...each, ...common, what: each.what, kinds: each.kinds }))
    }
    default:
      throw new Error('functions that people wrote are not run here.')
  }
}

/** In linear time, whatever people wrote. */
function compiled(
  regex: string,
  flags: { readonly dotAll?: boolean; readonly multiline?: boolean; readonly ignoreCase?: boolean },
): (value: string) => boolean {
  const bits =
    (flags.dotAll ? RE2JS.DOTALL : 0) |
    (flags.multiline ? RE2JS.MULTILINE : 0) |
    (flags.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0)
  const expression = RE2JS.compile(regex, bits)
  return (value) => expression.matcher(value).find()
}
