/** The same message as Microsoft Teams, Slack and Google Chat want to have it. */
import type { Message } from '../message.ts'

/**
 * A body that the trigger "When a Teams webhook request is received" of Teams Workflows takes: Adaptive Card 1.4 in an
 * attachment. (Office 365 connectors, which took MessageCards, are gone.)
 */
export function teamsBody({ title, lines, facts, url }: Message): object {
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          msteams: { width: 'Full' },
          body: [
            { type: 'TextBlock', text: plainInMarkdown(title), weight: 'Bolder', size: 'Medium', wrap: true },
            ...lines.map((text) => ({ type: 'TextBlock', text: plainInMarkdown(text), wrap: true })),
            { type: 'FactSet', facts: facts.map(({ name, value }) => ({ title: name, value })) },
          ],
          actions: [{ type: 'Action.OpenUrl', title: 'Open in the catalog', url }],
        },
      },
    ],
  }
}

/** Cards read Markdown: what people typed is not to become links or headings. */
function plainInMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+!|~-]/gu, '\\$&')
}

/** Slack's three control characters (https://docs.slack.dev/messaging/formatting-message-text). */
function plainInSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Block Kit: texts of a section hold 3,000 characters at most, headers 150. */
export function slackBody({ title, lines, facts, url }: Message): object {
  const text = plainInSlack(title)
  return {
    text,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: `*<${url}|${text.slice(0, 2000)}>*` } },
      ...(lines.length === 0
        ? []
        : [
            {
              type: 'section',
              text: { type: 'mrkdwn', text: plainInSlack(lines.join('\n')).slice(0, 3000) },
            },
          ]),
      {
        type: 'context',
        elements: facts.map(({ name, value }) => ({
          type: 'mrkdwn',
          text: `*${plainInSlack(name)}* ${plainInSlack(value)}`,
        })),
      },
    ],
  }
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Cards v2 of Google Chat. */
export function googleChatBody({ title, lines, facts, url }: Message): object {
  return {
    text: title,
    cardsV2: [
      {
        cardId: 'waymark',
        card: {
          header: { title },
          sections: [
            {
              widgets: [
                ...lines.map((text) => ({ textParagraph: { text: html(text) } })),
                ...facts.map(({ name, value }) => ({ decoratedText: { topLabel: name, text: html(value) } })),
                { buttonList: { buttons: [{ text: 'Open', onClick: { openLink: { url } } }] } },
              ],
            },
          ],
        },
      },
    ],
  }
}
