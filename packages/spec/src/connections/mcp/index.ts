/** Every connector of mcp services. */
import { mcp } from './mcp.ts'

export const mcpConnectors = [mcp]
