/** Microsoft Graph: `/applications/{id}/federatedIdentityCredentials`, other issuers' tokens taken as an application's proof. */
import { Type } from '@sinclair/typebox'
import type { Application, FederatedCredential } from '../directory/model.ts'
import { addressedApplication, addressedForChange } from './application-address.ts'
import { readApplications } from './applications.ts'
import { bodyAs } from './body.ts'
import { checkMayChange } from './caller.ts'
import type { Entity } from './filter.ts'
import { created, type GraphCall, graphOperation, noContent, ok } from './operation.ts'
import { duplicate, GraphProblem, invalidValue, notFound } from './problem.ts'
import { collectionPage, singleEntity } from './query.ts'

const set = 'federatedIdentityCredentials'
const closed = { additionalProperties: false }
const changeable = {
  issuer: Type.String({ minLength: 1, maxLength: 600 }),
  subject: Type.String({ minLength: 1, maxLength: 600 }),
  audiences: Type.Array(Type.String({ minLength: 1, maxLength: 600 })),
}
const description = Type.Optional(Type.Union([Type.String({ maxLength: 600 }), Type.Null()]))
const NewCredential = Type.Object(
  { name: Type.String({ pattern: '^[A-Za-z0-9_-]{3,120}$' }), description, ...changeable },
  closed,
)
const ChangedCredential = Type.Partial(
  Type.Object({ name: Type.String(), description, ...changeable }, closed),
  closed,
)

/** An application takes no more. */
const largestNumber = 20

export const listFederatedCredentials = graphOperation((call) => {
  readApplications(call.caller)
  const entities = addressedApplication(call).federatedCredentials.map(credentialEntity)
  return ok(collectionPage(call.request, { set, entities }))
})

export const getFederatedCredential = graphOperation((call) => {
  readApplications(call.caller)
  return ok(
    singleEntity(
      call.request,
      { set },
      credentialEntity(addressedCredential(call, addressedApplication(call))),
    ),
  )
})

export const createFederatedCredential = graphOperation((call) => {
  const application = addressedForChange(call)
  checkMayChange(call.caller, application)
  const { name, issuer, subject, audiences, description: about } = bodyAs(NewCredential, call.request)
  if (application.federatedCredentials.length >= largestNumber)
    throw new GraphProblem(
      403,
      'Directory_QuotaExceeded',
      `Application can have at most ${largestNumber} federated identity credentials.`,
    )
  const credential: FederatedCredential = {
    id: call.world.random.guid(),
    name,
    issuer,
    subject,
    audience: onlyAudience(audiences),
    ...(about && { description: about }),
  }
  checkUnique(application, credential)
  application.federatedCredentials = [...application.federatedCredentials, credential]
  return created(
    singleEntity(call.request, { set }, credentialEntity(credential)),
    `applications/${application.id}/${set}/${credential.id}`,
  )
})

export const updateFederatedCredential = graphOperation((call) => {
  const application = addressedForChange(call)
  checkMayChange(call.caller, application)
  const credential = addressedCredential(call, application)
  const body = bodyAs(ChangedCredential, call.request)
  if (body.name !== undefined && body.name !== credential.name)
    throw invalidValue('name', 'The name of a federated identity credential is immutable.')
  const issuer = body.issuer ?? credential.issuer
  // Keys that the state file gave belong to the issuer it named.
  const { jwks, ...rest } = credential
  const after: FederatedCredential = {
    ...rest,
    issuer,
    subject: body.subject ?? credential.subject,
    audience: body.audiences ? onlyAudience(body.audiences) : credential.audience,
    ...(body.description && { description: body.description }),
    ...(jwks && issuer === credential.issuer && { jwks }),
  }
  checkUnique(application, after)
  application.federatedCredentials = application.federatedCredentials.map((each) =>
    each === credential ? after : each,
  )
  return noContent
})

export const deleteFederatedCredential = graphOperation((call) => {
  const application = addressedForChange(call)
  checkMayChange(call.caller, application)
  const credential = addressedCredential(call, application)
  application.federatedCredentials = application.federatedCredentials.filter((each) => each !== credential)
  return noContent
})

const credentialEntity = (credential: FederatedCredential): Entity => ({
  id: credential.id,
  name: credential.name,
  issuer: credential.issuer,
  subject: credential.subject,
  description: credential.description ?? null,
  audiences: [credential.audience],
})

/** By id or by name. */
function addressedCredential({ request }: GraphCall, application: Application): FederatedCredential {
  const segment = request.params.credential ?? ''
  const name = /^\(name='([^']*)'\)$/.exec(segment)?.[1] ?? segment
  const found = application.federatedCredentials.find((each) => each.id === segment || each.name === name)
  if (!found) throw notFound(name)
  return found
}

function onlyAudience(audiences: string[]): string {
  const [audience, second] = audiences
  if (audience === undefined || second !== undefined)
    throw invalidValue('audiences', 'Federated identity credential must have exactly one audience.')
  return audience
}

function checkUnique(application: Application, credential: FederatedCredential): void {
  const others = application.federatedCredentials.filter(({ id }) => id !== credential.id)
  if (others.some(({ name }) => name === credential.name))
    throw duplicate(409, `FederatedIdentityCredential with name ${credential.name} already exists.`, 'name')
  if (others.some(({ issuer, subject }) => issuer === credential.issuer && subject === credential.subject))
    throw duplicate(
      409,
      'FederatedIdentityCredential with issuer and subject combination already exists.',
      'issuer',
    )
}
