/** The apps that the catalog runs itself, as the marketplace offers them; both come installed. */

const common = {
  developer: 'Waymark',
  appType: 'internal',
  scheduleType: 'ScheduledOrManual',
  permission: 'All',
  runtime: { enabled: true },
  allowConfiguration: true,
  supportsInterrupt: false,
  allowConcurrentExecution: false,
  system: true,
  enabled: true,
}

export const seedApps = [
  {
    app: {
      ...common,
      name: 'SearchIndexingApplication',
      displayName: 'Search Indexing',
      description:
        'Makes the search documents anew. Search is kept up to date without it; this is for repairs.',
      className: 'SearchIndexingApplication',
      appConfiguration: { type: 'SearchIndexing', entities: ['all'] },
    },
    schedule: { scheduleTimeline: 'None' },
  },
  {
    app: {
      ...common,
      name: 'DataRetentionApplication',
      displayName: 'Data Retention',
      description: 'Removes old change events, conversations, test results, profiles and audit entries.',
      className: 'DataRetentionApplication',
      appConfiguration: {
        changeEventRetentionPeriod: 90,
        activityThreadsRetentionPeriod: 365,
        testCaseResultsRetentionPeriod: 365,
        profileDataRetentionPeriod: 365,
        auditLogRetentionPeriod: 730,
      },
    },
    schedule: { scheduleTimeline: 'Weekly', cronExpression: '0 3 * * 0' },
  },
] as const
