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
