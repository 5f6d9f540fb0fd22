/** What the pages say about the connection of a service, in English. */

export const serviceTexts = {
  connect: 'Connect a source',
  noConnection: 'No connection is shown here',
  noConnectionHint:
    'None is kept, or it takes the right to edit the service to see it. A client with a connection of its own needs none.',
  formNotLoaded: 'The form of this connection could not be loaded',
  connection: 'Connection',
  secrets: 'Secrets are shown as a mask; one that stays keeps what is stored.',
  save: 'Save the connection',
  saved: 'The connection is saved; the next run uses it',
}
