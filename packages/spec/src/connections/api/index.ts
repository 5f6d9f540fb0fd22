/** Every connector of api services. */
import { rest } from './rest.ts'

export const apiConnectors = [rest]
