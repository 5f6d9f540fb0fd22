/** Tags, glossaries, people and rights as the 0.13 models have them. */
import { entityShape, names, shape } from '../older-shape.ts'
import {
  authType,
  effect,
  jwtTokenExpiry,
  operation,
  providerType,
  ssoServiceType,
  status,
  teamType,
} from './vocabularies.ts'

export const governanceShapes = {
  Tag: entityShape({
    createOnly: names`associatedTags`,
    members: names`usageCount deprecated disabled mutuallyExclusive`,
    references: names`classification parent children`,
    words: {
      provider: providerType,
    },
  }),
  Classification: entityShape({
    members: names`termCount usageCount disabled mutuallyExclusive`,
    words: {
      provider: providerType,
    },
  }),
  Glossary: entityShape({
    members: names`usageCount termCount disabled mutuallyExclusive`,
    references: names`reviewers owner`,
    parts: {
      tags: 'TagLabel',
    },
    words: {
      provider: providerType,
    },
  }),
  GlossaryTerm: entityShape({
    members: names`synonyms usageCount disabled mutuallyExclusive`,
    references: names`glossary parent children relatedTerms reviewers owner`,
    parts: {
      references: 'TermReference',
      tags: 'TagLabel',
    },
    words: {
      status: status,
      provider: providerType,
    },
  }),
  TermReference: shape({
    members: names`name endpoint`,
  }),
  Team: entityShape({
    members: names`childrenCount userCount isJoinable`,
    references: names`parents children users owns owner defaultRoles inheritedRoles policies`,
    parts: {
      profile: 'Profile',
    },
    words: {
      teamType: teamType,
    },
  }),
  Profile: shape({
    parts: {
      images: 'ImageList',
    },
  }),
  ImageList: shape({
    members: names`image image24 image32 image48 image72 image192 image512`,
  }),
  User: entityShape({
    createOnly: names`botName createPasswordType password confirmPassword`,
    members: names`email timezone isBot isAdmin isEmailVerified`,
    references: names`teams owns follows roles inheritedRoles`,
    parts: {
      authenticationMechanism: 'AuthenticationMechanism',
      profile: 'Profile',
    },
  }),
  AuthenticationMechanism: shape({
    parts: {
      config: ['SSOAuthMechanism', 'JWTAuthMechanism', 'BasicAuthMechanism'],
    },
    words: {
      authType: authType,
    },
  }),
  SSOAuthMechanism: shape({
    parts: {
      authConfig: [
        'GoogleSSOClientConfig',
        'OktaSSOClientConfig',
        'Auth0SSOClientConfig',
        'AzureSSOClientConfig',
        'CustomOIDCSSOClientConfig',
      ],
    },
    words: {
      ssoServiceType: ssoServiceType,
    },
  }),
  JWTAuthMechanism: shape({
    members: names`JWTToken JWTTokenExpiresAt`,
    words: {
      JWTTokenExpiry: jwtTokenExpiry,
    },
  }),
  BasicAuthMechanism: shape({
    members: names`password`,
  }),
  GoogleSSOClientConfig: shape({
    members: names`secretKey audience`,
  }),
  OktaSSOClientConfig: shape({
    members: names`clientId orgURL privateKey email scopes`,
  }),
  Auth0SSOClientConfig: shape({
    members: names`clientId secretKey domain`,
  }),
  AzureSSOClientConfig: shape({
    members: names`clientSecret authority clientId scopes`,
  }),
  CustomOIDCSSOClientConfig: shape({
    members: names`clientId secretKey tokenEndpoint`,
  }),
  OpenMetadataJWTClientConfig: shape({
    members: names`jwtToken`,
  }),
  Bot: entityShape({
    references: names`botUser`,
    words: {
      provider: providerType,
    },
  }),
  Role: entityShape({
    members: names`allowDelete allowEdit disabled`,
    references: names`policies users teams`,
    words: {
      provider: providerType,
    },
  }),
  Policy: entityShape({
    members: names`enabled allowDelete allowEdit disabled`,
    references: names`owner teams roles location`,
    parts: {
      rules: 'PolicyRule',
    },
    words: {
      provider: providerType,
    },
  }),
  PolicyRule: shape({
    members: names`name fullyQualifiedName description resources condition`,
    words: {
      effect: effect,
      operations: operation,
    },
  }),
}
