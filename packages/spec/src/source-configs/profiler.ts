/** What an ingestion of profiles of the tables of a database service takes. */
import { connector } from '../connections/connector.ts'
import { either, flag, list, shape, text, whole, word, words } from '../connections/members.ts'
import { filters } from '../connections/shapes/filter-pattern.ts'
import { localFiles } from '../connections/shapes/sign-in.ts'
import { ProfileSampleConfig } from '../types/profiler-config.ts'

const nativeEngineConfiguration = shape({
  required: {
    type: word('Native'),
  },
})

const config = shape({
  optional: {
    tempPath: text,
    extraConfig: localFiles,
  },
})

const sparkEngineConfiguration = shape({
  required: {
    type: word('Spark'),
    remote: text,
  },
  optional: {
    config,
  },
})

export const profilerConfig = connector('Profiler', () => ({
  optional: {
    processingEngine: either(nativeEngineConfiguration, sparkEngineConfiguration),
    includeViews: flag,
    useFqnForFiltering: flag,
    computeTableMetrics: flag,
    computeColumnMetrics: flag,
    useStatistics: flag,
    profileSampleConfig: ProfileSampleConfig,
    randomizedSample: flag,
    threadCount: whole,
    timeoutSeconds: whole,
    metrics: list(
      words`
        mean valuesCount countInSet columnCount distinctCount distinctProportion iLikeCount likeCount
        notLikeCount regexCount notRegexCount max maxLength min minLength nullCount rowCount stddev sum
        uniqueCount uniqueProportion columnNames duplicateCount iLikeRatio likeRatio nullProportion
        interQuartileRange nonParametricSkew median firstQuartile thirdQuartile system histogram
        cardinalityDistribution valueRank nullMissingCount
      `,
    ),
    ...filters(
      'classificationFilterPattern',
      'schemaFilterPattern',
      'tableFilterPattern',
      'databaseFilterPattern',
    ),
  },
}))
