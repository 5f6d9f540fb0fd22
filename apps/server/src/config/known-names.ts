/** Variable names of OpenMetadata's set-ups that have no meaning here, and what our families of names are. */
import { didYouMean } from '@waymark/spec'
import { ignoredNames } from './ignored-names.ts'
import { variables } from './variables.ts'

/** A name that begins like this and is not known is probably misspelt. */
const families = /^(?:WAYMARK|AUTHENTICATION|AUTHORIZER|OIDC|DB|SERVER|JWT|OM|DATABASE|CUSTOM_OIDC)_/

/** Read by other parts of Waymark: the command line, the tests, the demo. */
const elsewhere =
  /^WAYMARK_(?:TEST_|INTEROP_|E2E_|BENCH_|DEMO_|URL$|TOKEN$|OPEN_BROWSER$|WEB_)|^OM_JWT_TOKEN$|^DB_(?:SCHEME|DRIVER_CLASS|PARAMS|CONNECTION_)/

type Environment = Readonly<Record<string, string | undefined>>

interface UnknownNames {
  /** Lines about names that look like settings, with the nearest one. */
  readonly misspelt: readonly string[]
  /** Lines about OpenMetadata's names that have no meaning here, with the reason. */
  readonly ignored: readonly string[]
}

/** What the environment says that nothing reads. */
export function unknownVariables(environment: Environment): UnknownNames {
  const misspelt: string[] = []
  const ignored = new Map<string, string[]>()
  const known = new Set<string>()
  for (const [name, { aliases = [], isSecret }] of Object.entries(variables)) {
    for (const each of [name, ...aliases]) {
      known.add(each)
      if (isSecret) known.add(`${each}_FILE`)
    }
  }
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || value === '' || known.has(name) || elsewhere.test(name)) continue
    const reason = ignoredNames.find(({ names }) => names.test(name))?.why
    if (reason !== undefined) {
      ignored.set(reason, [...(ignored.get(reason) ?? []), name])
      continue
    }
    if (!families.test(name)) continue
    const near = didYouMean(name, known)
    misspelt.push(`${name} is not a setting.${near ? ` Did you mean ${near}?` : ''}`)
  }
  return {
    misspelt,
    ignored: [...ignored].map(
      ([why, names]) =>
        `${names.sort().join(', ')} ${names.length === 1 ? 'has' : 'have'} no effect here: ${why}.`,
    ),
  }
}
