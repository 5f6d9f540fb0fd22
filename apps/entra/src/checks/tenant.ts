/** Which tenant a path's first segment means. */

import { findTenant } from '../directory/lookup.ts'
import type { Application, Directory, Tenant } from '../directory/model.ts'
import {
  consumersTenantId,
  isPersonal,
  takesPersonalAccounts,
  takesWorkAccounts,
} from '../directory/personal-accounts.ts'
import { refusal } from '../entra-problem.ts'

/** The segments that stand for no single tenant. */
export type SharedSegment = 'common' | 'organizations' | 'consumers'

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const dnsName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i

/**
 * @param segment GUID, verified domain, or one of the shared segments
 * @throws 900023 when it can't be a tenant, 90002 when no such tenant exists
 */
export function checkTenantSegment(directory: Directory, segment: string): Tenant | SharedSegment {
  const lower = segment.toLowerCase()
  if (lower === 'common' || lower === 'organizations') return lower
  if (lower === 'consumers' || lower === consumersTenantId) return 'consumers'
  const tenant = findTenant(directory, lower)
  if (tenant) return tenant
  if (!guid.test(segment) && !dnsName.test(segment)) throw refusal(900023, { tenant: segment })
  throw refusal(90002, { tenant: segment })
}

/** The tenants whose people may sign in at an address: `common` takes work and personal accounts, the other two one kind. */
export function tenantsAt(directory: Directory, segment: Tenant | SharedSegment): Tenant[] {
  if (typeof segment !== 'string') return [segment]
  return directory.tenants.filter(
    (tenant) => segment !== (isPersonal(tenant) ? 'organizations' : 'consumers'),
  )
}

/** The same, as far as the application takes such accounts. */
export const tenantsFor = (
  directory: Directory,
  segment: Tenant | SharedSegment,
  application: Application,
): Tenant[] =>
  tenantsAt(directory, segment).filter((tenant) =>
    isPersonal(tenant) ? takesPersonalAccounts(application) : takesWorkAccounts(application),
  )

/**
 * A single tenant, for grants that no shared segment can serve.
 * @throws as {@link checkTenantSegment}; 50059 for a shared segment
 */
export function checkConcreteTenant(directory: Directory, segment: string): Tenant {
  const tenant = checkTenantSegment(directory, segment)
  if (typeof tenant === 'string') throw refusal(50059)
  return tenant
}
