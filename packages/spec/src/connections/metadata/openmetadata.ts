/** What a connection to an OpenMetadata server takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { flag, freeMap, shape, supports, text, textMap, whole, word, words } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { clientCertificates, verifySsl } from '../shapes/ssl.ts'

const openMetadataJWTClientConfig = shape({
  required: {
    jwtToken: secret(),
  },
})

const elasticsSearch = shape({
  required: {
    type: text,
  },
  optional: {
    config: freeMap,
  },
})

export const openmetadata = connector('OpenMetadata', () => ({
  required: {
    hostPort: text,
  },
  optional: {
    clusterName: text,
    authProvider: words`
      basic azure google okta auth0 aws-cognito custom-oidc ldap saml openmetadata
    `,
    verifySSL: verifySsl,
    sslConfig: clientCertificates,
    securityConfig: openMetadataJWTClientConfig,
    secretsManagerProvider: words`
      db managed-aws aws managed-aws-ssm aws-ssm managed-azure-kv azure-kv in-memory gcp kubernetes
    `,
    secretsManagerLoader: word('noop', 'airflow', 'env'),
    apiVersion: text,
    includeTopics: flag,
    includeTables: flag,
    includeDashboards: flag,
    includePipelines: flag,
    includeMlModels: flag,
    includeUsers: flag,
    includeTeams: flag,
    includeGlossaryTerms: flag,
    includeTags: flag,
    includePolicy: flag,
    includeMessagingServices: flag,
    enableVersionValidation: flag,
    includeDatabaseServices: flag,
    includePipelineServices: flag,
    limitRecords: whole,
    forceEntityOverwriting: flag,
    storeServiceConnection: flag,
    elasticsSearch,
    extraHeaders: textMap,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsDataInsightExtraction', 'supportsElasticSearchReindexingExtraction'),
  },
}))
