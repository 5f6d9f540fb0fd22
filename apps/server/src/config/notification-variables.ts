/** Environment variables about alerts: the e-mail server under OpenMetadata's names, and which inner hosts may be told. */
import { choice, flag, list, optionalText, text, whole } from './variable.ts'

const notifications = 'Notifications'
const email = (member: string) => ({ path: `email.${member}` })

export const notificationVariables = {
  AUTHORIZER_ENABLE_SMTP: flag(
    notifications,
    true,
    'false: no e-mail is sent, whatever the other settings say.',
    email('enableSmtpServer'),
  ),
  SMTP_SERVER_ENDPOINT: optionalText(
    notifications,
    'Host of the SMTP server. Without it alerts by e-mail fail.',
    email('serverEndpoint'),
  ),
  SMTP_SERVER_PORT: whole(notifications, [1, 65_535], 587, 'Its port.', email('serverPort')),
  SMTP_SERVER_STRATEGY: choice(
    notifications,
    ['smtp', 'smtps', 'smtp_tls'],
    'smtp_tls',
    'smtps: TLS from the first byte. smtp_tls: STARTTLS, or nothing is sent. smtp: STARTTLS where the server offers it.',
    email('transportationStrategy'),
  ),
  SMTP_SERVER_USERNAME: optionalText(notifications, 'User at the SMTP server.', email('username')),
  SMTP_SERVER_PWD: optionalText(notifications, "The user's password.", {
    ...email('password'),
    isSecret: true,
  }),
  OPENMETADATA_SMTP_SENDER_MAIL: optionalText(
    notifications,
    "Sender's address. Default: the user at the SMTP server.",
    email('senderMail'),
  ),
  OM_EMAIL_ENTITY: text(
    notifications,
    'Waymark',
    "Name beside the sender's address.",
    email('emailingEntity'),
  ),
  WAYMARK_NOTIFY_ALLOWED_HOSTS: list(
    notifications,
    [],
    'Hosts and address ranges (10.0.0.0/8) of the inner network that alerts may be posted to; the public internet always is.',
  ),
}
