/** Settings of the installation: its address, mail server, chat applications and looks. */
import { Type } from '@sinclair/typebox'
import { secret } from '../secret.ts'
import { defineSetting } from './define-setting.ts'

const text = () => Type.Optional(Type.String({ maxLength: 4096 }))
const flag = () => Type.Optional(Type.Boolean())

export const openMetadataBaseUrlConfiguration = defineSetting({
  description: 'The address at which people reach the catalog, for links in messages.',
  schema: Type.Object(
    { openMetadataUrl: Type.Optional(Type.String({ format: 'uri', maxLength: 4096 })) },
    { $id: 'OpenMetadataBaseUrlConfiguration', additionalProperties: false },
  ),
  initial: {},
})

export const emailConfiguration = defineSetting({
  description: 'The mail server that notifications go through.',
  schema: Type.Object(
    {
      emailingEntity: text(),
      supportUrl: text(),
      enableSmtpServer: flag(),
      senderMail: text(),
      serverEndpoint: text(),
      serverPort: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
      username: text(),
      password: Type.Optional(secret()),
      transportationStrategy: Type.Optional(Type.String({ enum: ['SMTP', 'SMTPS', 'SMTP_TLS'] })),
      templatePath: text(),
      templates: Type.Optional(Type.String({ enum: ['openmetadata', 'collate'] })),
    },
    { $id: 'SmtpSettings', additionalProperties: false },
  ),
  initial: { enableSmtpServer: false },
})

export const slackAppConfiguration = defineSetting({
  description: 'The Slack application that posts messages.',
  schema: Type.Object(
    {
      clientId: text(),
      clientSecret: Type.Optional(secret()),
      signingSecret: Type.Optional(secret()),
      userToken: Type.Optional(secret()),
      botToken: Type.Optional(secret()),
    },
    { $id: 'SlackAppConfiguration', additionalProperties: false },
  ),
  initial: {},
})

export const teamsAppConfiguration = defineSetting({
  description: 'The Microsoft Teams application that posts messages.',
  schema: Type.Object(
    {
      microsoftAppId: text(),
      microsoftAppPassword: Type.Optional(secret()),
      microsoftAppTenantId: text(),
    },
    { $id: 'TeamsAppConfiguration', additionalProperties: false },
  ),
  initial: {},
})

const color = { pattern: '^#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})$|^$' }

export const customUiThemePreference = defineSetting({
  description: 'Logo and colours of the pages.',
  schema: Type.Object(
    {
      customLogoConfig: Type.Object(
        { customLogoUrlPath: text(), customFaviconUrlPath: text(), customMonogramUrlPath: text() },
        { additionalProperties: false },
      ),
      customTheme: Type.Object(
        {
          primaryColor: Type.String(color),
          hoverColor: Type.Optional(Type.String(color)),
          selectedColor: Type.Optional(Type.String(color)),
          errorColor: Type.String(color),
          successColor: Type.String(color),
          warningColor: Type.String(color),
          infoColor: Type.String(color),
          panelBackgroundColor: Type.Optional(Type.String(color)),
        },
        { additionalProperties: false },
      ),
    },
    { $id: 'UiThemePreference', additionalProperties: false },
  ),
  initial: {
    customLogoConfig: {},
    customTheme: { primaryColor: '', errorColor: '', successColor: '', warningColor: '', infoColor: '' },
  },
})

const count = () => Type.Optional(Type.Integer({ minimum: 0 }))

export const workflowSettings = defineSetting({
  description: 'How governance workflows run and how long their history stays.',
  schema: Type.Object(
    {
      executorConfiguration: Type.Optional(
        Type.Object(
          {
            corePoolSize: count(),
            maxPoolSize: count(),
            queueSize: count(),
            tasksDuePerAcquisition: count(),
            jobLockTimeInMillis: count(),
            asyncJobAcquisitionInterval: count(),
            timerJobAcquisitionInterval: count(),
          },
          { additionalProperties: false },
        ),
      ),
      historyCleanUpConfiguration: Type.Optional(
        Type.Object(
          { cleanAfterNumberOfDays: count(), batchSize: count(), timeCycleConfig: text() },
          { additionalProperties: false },
        ),
      ),
      runTimeCleanUpConfiguration: Type.Optional(
        Type.Object({ batchSize: count() }, { additionalProperties: false }),
      ),
    },
    { $id: 'WorkflowSettings', additionalProperties: false },
  ),
  initial: {},
})

export const mcpConfiguration = defineSetting({
  description: 'How the catalog serves the Model Context Protocol.',
  schema: Type.Object(
    {
      mcpServerName: text(),
      mcpServerVersion: text(),
      enabled: flag(),
      path: text(),
      originValidationEnabled: flag(),
      originHeaderUri: text(),
      baseUrl: text(),
      allowedOrigins: Type.Optional(Type.Array(Type.String({ maxLength: 4096 }), { maxItems: 1000 })),
      connectTimeout: count(),
      readTimeout: count(),
    },
    { $id: 'McpConfiguration', additionalProperties: false },
  ),
  initial: { enabled: false },
})
