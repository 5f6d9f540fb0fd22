/** What an ingestion of a rebuilt search index takes. */
import { connector } from '../connections/connector.ts'
import { flag, text, whole, word } from '../connections/members.ts'

export const metadataToElasticsearchConfig = connector('MetadataToElasticSearch', () => ({
  typeRequired: true,
  optional: {
    regionName: text,
    caCerts: text,
    timeout: whole,
    useSSL: flag,
    verifyCerts: flag,
    useAwsCredentials: flag,
    searchIndexMappingLanguage: word('EN', 'JP', 'ZH', 'RU'),
    batchSize: whole,
    recreateIndex: flag,
  },
}))
