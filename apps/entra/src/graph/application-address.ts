/** Which application or enterprise application a path means: by object id, or by an alternate key. */
import type { Application, ServicePrincipal } from '../directory/model.ts'
import { forChange, type GraphCall } from './operation.ts'
import { badRequest, notFound } from './problem.ts'

/** `appId='…'` in `/applications(appId='…')`; undefined for a path that names an object id. */
function alternateKey(segment: string): { name: string; value: string } | undefined {
  if (!segment.startsWith('(')) return undefined
  const parts = /^\((\w+)='([^']*)'\)$/.exec(segment)
  if (!parts) throw badRequest('The key in the path is not valid.')
  return { name: parts[1] ?? '', value: parts[2] ?? '' }
}

/** @throws GraphProblem 404; reads by object id are fresh, by alternate key as late as queries */
export function addressedApplication({ tenant, replica, request }: GraphCall): Application {
  const segment = request.params.id ?? ''
  const key = alternateKey(segment)
  const found = key
    ? replica.applications.find((each) =>
        key.name === 'uniqueName' ? each.uniqueName === key.value : each.appId === key.value.toLowerCase(),
      )
    : tenant.applications.find(({ id }) => id === segment.toLowerCase())
  if (!found) throw notFound(key?.value ?? segment)
  return found
}

/** The `uniqueName` that a request wants to be registered where it is not: `Prefer: create-if-missing`. */
export function missingUniqueName({ tenant, request }: GraphCall): string | undefined {
  const key = alternateKey(request.params.id ?? '')
  const creates = request.header('prefer')?.toLowerCase().includes('create-if-missing') ?? false
  if (!creates || key?.name !== 'uniqueName') return undefined
  return tenant.applications.some(({ uniqueName }) => uniqueName === key.value) ? undefined : key.value
}

/** @throws GraphProblem 404 also while queries do not see it yet */
export const addressedForChange = (call: GraphCall): Application =>
  forChange(call, addressedApplication(call).id, ({ applications }) => applications)

/** @throws GraphProblem 404; reads by object id are fresh, by alternate key as late as queries */
export function addressedPrincipal({ tenant, replica, request }: GraphCall): ServicePrincipal {
  const segment = request.params.id ?? ''
  const key = alternateKey(segment)
  const found = key
    ? replica.servicePrincipals.find(({ appId }) => appId === key.value.toLowerCase())
    : tenant.servicePrincipals.find(({ id }) => id === segment.toLowerCase())
  if (!found) throw notFound(key?.value ?? segment)
  return found
}

export const addressedPrincipalForChange = (call: GraphCall): ServicePrincipal =>
  forChange(call, addressedPrincipal(call).id, ({ servicePrincipals }) => servicePrincipals)
