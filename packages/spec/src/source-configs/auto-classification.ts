/** What a classification of the data in tables or containers takes. */
import { type Connector, connector } from '../connections/connector.ts'
import { amount, either, flag, whole, words } from '../connections/members.ts'
import { filters } from '../connections/shapes/filter-pattern.ts'

const common = {
  useFqnForFiltering: flag,
  storeSampleData: flag,
  enableAutoClassification: flag,
  confidence: amount,
  sampleDataCount: whole,
  classificationLanguage: words`
    any af sq am ar hy az eu be bn bs bg ca zh hr cs da nl en et fi fr gl ka de el gu ht he hi hu is id
    ga it ja kn kk km ko ku ky lo lv lt mk ms ml mt mi mr mn my ne no ps fa pl pt pa ro ru sr si sk sl
    so es sw sv tl ta te th tr uk ur uz vi cy yi zu
  `,
}

const ofTables = connector('AutoClassification', () => ({
  optional: {
    ...common,
    includeViews: flag,
    ...filters(
      'classificationFilterPattern',
      'schemaFilterPattern',
      'tableFilterPattern',
      'databaseFilterPattern',
    ),
  },
}))

const ofContainers = connector('AutoClassification', () => ({
  optional: {
    ...common,
    ...filters('classificationFilterPattern', 'bucketFilterPattern', 'containerFilterPattern'),
  },
}))

/** The service it runs on decides which of the two it is. */
export const autoClassificationConfig: Connector = {
  type: 'AutoClassification',
  schema: () => either(ofTables.schema(), ofContainers.schema()),
}
