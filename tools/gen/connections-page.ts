/** The reference page of connections and ingestions: the members of each, and which of them are secrets. */
import {
  type ConfigFamily,
  configSchema,
  configTypes,
  SECRET_KEYS_KEYWORD,
  SECRET_KEYWORD,
} from '@waymark/spec'

const families: readonly (readonly [ConfigFamily, string])[] = [
  ['databaseConnection', 'Databases'],
  ['dashboardConnection', 'Dashboard tools'],
  ['messagingConnection', 'Message brokers'],
  ['pipelineConnection', 'Orchestrators'],
  ['storageConnection', 'Object stores'],
  ['mlModelConnection', 'Model registries'],
  ['searchConnection', 'Search engines'],
  ['apiConnection', 'APIs'],
  ['driveConnection', 'File drives'],
  ['mcpConnection', 'MCP'],
  ['securityConnection', 'Access control'],
  ['metadataConnection', 'Metadata catalogs'],
  ['sourceConfig', 'Ingestions'],
]

const head = `# Connections and ingestions

What stands in \`connection.config\` of a service and in \`sourceConfig.config\` of an ingestion follows from its \`type\`. A member that
is missing, misspelt or of the wrong kind is refused with its full name. Members in **bold** are required. Those with an asterisk
hold secrets: they are encrypted at rest, shown as \`*********\`, and kept when that mask comes back; so are members of
\`connectionOptions\` and \`connectionArguments\` whose names sound like a secret. A service whose connector is not listed may hold
anything, and what sounds like a secret in it is one.
`

type Json = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function holdsSecret(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.some(holdsSecret)
  if (!isObject(schema) || schema[SECRET_KEYS_KEYWORD]) return false
  return schema[SECRET_KEYWORD] === true || Object.values(schema).some(holdsSecret)
}

function members(schema: Json): string {
  const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : []
  const properties = isObject(schema.properties) ? Object.entries(schema.properties) : []
  return properties
    .filter(([name]) => name !== 'type')
    .map(([name, member]) => {
      const shown = required.includes(name) ? `**${name}**` : name
      return holdsSecret(member) ? `${shown}*` : shown
    })
    .join(', ')
    .replaceAll('_', '\\_')
}

function row(family: ConfigFamily, type: string): string {
  const schema = configSchema(family, type)
  const shapes: readonly Json[] = schema?.anyOf ?? (schema ? [schema] : [])
  return `| \`${type}\` | ${shapes.map(members).join(' *or* ')} |\n`
}

/** Written by `npm run gen` to docs/reference/connections.md. */
export function connectionsPage(): string {
  const sections = families.map(
    ([family, title]) =>
      `\n## ${title}\n\n| type | members |\n| --- | --- |\n${configTypes(family)
        .map((type) => row(family, type))
        .join('')}`,
  )
  return head + sections.join('')
}
