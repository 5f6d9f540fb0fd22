/** Every connector of security services. */
import { ranger } from './ranger.ts'

export const securityConnectors = [ranger]
