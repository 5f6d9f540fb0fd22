/** A connector that a workflow file brings along: is the module one, and if not, what it lacks. */
import type { Connector } from '../connector.ts'

/** @returns the connector, or the sentence that says why there is none */
export async function connectorOfModule(
  specifier: string,
  importModule: ((specifier: string) => Promise<unknown>) | undefined,
): Promise<Connector<unknown> | string> {
  if (!importModule) {
    return 'connectors from modules run from the command line only: a workflow that the server keeps cannot bring code along.'
  }
  let module: unknown
  try {
    module = await importModule(specifier)
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    return `'${specifier}' cannot be loaded: ${said.split('\n')[0]}`
  }
  const connector =
    typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined
  const lacking = members.filter(([name, kind]) => kindOf(connector, name) !== kind).map(([name]) => name)
  if (lacking.length === 0) return connector as Connector<unknown> // its members were looked at, its config checks the rest
  return connector === undefined
    ? `'${specifier}' has no default export: write 'export default defineConnector({ … })'.`
    : `the default export of '${specifier}' is no connector: it lacks ${lacking.join(', ')}.`
}

const members = [
  ['type', 'string'],
  ['serviceType', 'string'],
  ['serviceEntity', 'string'],
  ['config', 'object'],
  ['checks', 'object'],
  ['open', 'function'],
] as const

function kindOf(value: unknown, name: string): string {
  return typeof value === 'object' && value !== null
    ? typeof (value as Record<string, unknown>)[name]
    : 'undefined'
}
