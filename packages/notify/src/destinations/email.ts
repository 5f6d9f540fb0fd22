/** Sends messages as e-mail, through the SMTP server that the operator configured. */
import type { Message } from '../message.ts'
import { DeliveryFailed } from './web-post.ts'

export interface SmtpSettings {
  readonly host: string
  readonly port: number
  /** `SMTPS`: TLS from the first byte; `SMTP_TLS`: STARTTLS or nothing; `SMTP`: STARTTLS where the server offers it. */
  readonly strategy: 'SMTP' | 'SMTPS' | 'SMTP_TLS'
  readonly username?: string
  readonly password?: string
  /** Sender's address. */
  readonly from: string
  /** Name beside the sender's address. */
  readonly senderName: string
}

export interface Mailer {
  /** One e-mail to everybody, each in blind copy. @throws DeliveryFailed */
  send(to: readonly string[], message: Message): Promise<void>
  close(): void
}

function html(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

function textBody({ title, lines, facts, url }: Message): string {
  return [title, '', ...lines, '', ...facts.map(({ name, value }) => `${name}: ${value}`), '', url, ''].join(
    '\n',
  )
}

function htmlBody({ title, lines, facts, url }: Message): string {
  const rows = facts.map(({ name, value }) => `<tr><td><b>${html(name)}</b></td><td>${html(value)}</td></tr>`)
  const paragraphs = lines.map((line) => `<p>${html(line)}</p>`).join('')
  return `<h3><a href="${html(url)}">${html(title)}</a></h3>${paragraphs}<table>${rows.join('')}</table>`
}

/** Opens its connection with the first message and keeps it until `close`. Recipients do not see each other. */
export function createMailer(settings: SmtpSettings): Mailer {
  const { host, port, strategy, username, password } = settings
  const open = async () => {
    // Loaded with the first e-mail: many catalogs never send one.
    const { createTransport } = await import('nodemailer')
    return createTransport({
      host,
      port,
      secure: strategy === 'SMTPS',
      requireTLS: strategy === 'SMTP_TLS',
      ...(username === undefined ? {} : { auth: { user: username, pass: password ?? '' } }),
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
      // Nothing in a message may make us read a file or fetch an address.
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  }
  let opened: ReturnType<typeof open> | undefined
  return {
    async send(to, message) {
      opened ??= open()
      const transport = await opened
      try {
        await transport.sendMail({
          from: { name: settings.senderName, address: settings.from },
          bcc: [...to],
          subject: message.title.replaceAll(/\s+/gu, ' ').slice(0, 200),
          text: textBody(message),
          html: htmlBody(message),
        })
      } catch (error) {
        const status = (error as { responseCode?: number }).responseCode // set by nodemailer for answers of the server
        throw new DeliveryFailed(
          `The e-mail server ${host} did not take the message${status === undefined ? '' : ` (${status})`}.`,
          status,
        )
      }
    },
    close: () => void opened?.then((transport) => transport.close()),
  }
}
