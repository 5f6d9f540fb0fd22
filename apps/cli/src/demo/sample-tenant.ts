/** What the demo needs to know of the sample company's Entra tenant, read from the emulator's own state file. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

export interface SampleTenant {
  readonly company: string
  readonly tenantId: string
  readonly domain: string
  /** The application that people sign in with. */
  readonly ui: { readonly clientId: string; readonly identifierUri: string }
  /** The application that ingestion signs in with; its secret opens nothing but the emulator. */
  readonly ingestion: { readonly clientId: string; readonly objectId: string; readonly secret: string }
  readonly people: readonly {
    readonly userName: string
    readonly name: string
    readonly role: string
    readonly isAdmin: boolean
  }[]
}

/** The members of the state file that are read here; apps/entra/state.schema.json has them all. */
interface StateFile {
  readonly tenants: readonly {
    readonly id: string
    readonly displayName: string
    readonly domains: readonly { readonly name: string; readonly isDefault?: boolean }[]
    readonly users: readonly {
      readonly userPrincipalName: string
      readonly displayName: string
      readonly jobTitle?: string
      readonly userType?: string
      readonly directoryRoles?: readonly string[]
    }[]
    readonly applications: readonly {
      readonly appId: string
      readonly spa?: object
      readonly identifierUris?: readonly string[]
      readonly passwordCredentials?: readonly { readonly secretText: string }[]
    }[]
    readonly servicePrincipals: readonly { readonly id: string; readonly appId: string }[]
  }[]
}

/** @throws Error when the file is not the sample company's */
export function readSampleTenant(file: string): SampleTenant {
  const [tenant] = (parse(readFileSync(file, 'utf8')) as StateFile).tenants // part of this release, checked by the emulator
  const ui = tenant?.applications.find((application) => application.spa)
  const ingestion = tenant?.applications.find((application) => application.passwordCredentials)
  const principal = tenant?.servicePrincipals.find((candidate) => candidate.appId === ingestion?.appId)
  const secret = ingestion?.passwordCredentials?.[0]?.secretText
  const domain = tenant?.domains.find((candidate) => candidate.isDefault)?.name
  const identifierUri = ui?.identifierUris?.[0]
  if (!tenant || !ui || !ingestion || !principal || !secret || !domain || !identifierUri) {
    throw new Error(`${file} does not describe the sample company.`)
  }
  return {
    company: tenant.displayName,
    tenantId: tenant.id,
    domain,
    ui: { clientId: ui.appId, identifierUri },
    ingestion: { clientId: ingestion.appId, objectId: principal.id, secret },
    people: tenant.users.map((user) => ({
      userName: user.userPrincipalName,
      name: user.displayName,
      role: [user.jobTitle, user.userType === 'Guest' ? 'guest' : ''].filter(Boolean).join(', '),
      isAdmin: (user.directoryRoles?.length ?? 0) > 0,
    })),
  }
}
