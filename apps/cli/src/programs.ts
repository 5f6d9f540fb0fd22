/** The programs that this one starts as processes. */
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** `.ts` in a checkout; released programs are compiled. */
const code = extname(fileURLToPath(import.meta.url))
const inCheckout = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

export const programs = {
  server: inCheckout(`apps/server/src/main${code}`),
  entra: inCheckout('apps/entra/bin/waymark-entra.js'),
  metadata: inCheckout('apps/cli/bin/metadata.js'),
  sampleCompany: inCheckout(`examples/sample-company/load${code}`),
} as const

/** The sample company's Entra tenant: people, groups and applications. */
export const sampleTenantFile = inCheckout('apps/entra/sample-company.yaml')

/**
 * How Node runs the server. Node 24 lets the space for new objects grow to 128 MB, which a server of long life never gives back; with what
 * Node 22 had, all of it takes half the memory at the same processor time (docs/adr/0035). The starters of a release say the same.
 */
export const serverNodeOptions = ['--max-semi-space-size=16']
