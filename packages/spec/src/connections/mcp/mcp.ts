/** What a connection to MCP servers takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { flag, list, shape, supports, text, textMap, whole, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

const mcpServerConfig = shape({
  required: {
    name: text,
  },
  optional: {
    transport: word('Stdio', 'SSE', 'StreamableHTTP'),
    command: text,
    args: list(text),
    env: textMap,
    url: text,
    apiKey: secret(),
  },
})

export const mcp = connector('Mcp', () => ({
  optional: {
    discoveryMethod: word('ConfigFile', 'DirectConnection', 'Registry'),
    configFilePaths: list(text),
    servers: list(mcpServerConfig),
    registryUrl: text,
    connectionTimeout: whole,
    initializationTimeout: whole,
    fetchTools: flag,
    fetchResources: flag,
    fetchPrompts: flag,
    ...filters('serverFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
