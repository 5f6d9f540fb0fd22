/** What the pages say about the custom properties of an asset, in English. */
export const customPropertyTexts = {
  title: 'Custom properties',
  notLoaded: 'The custom properties could not be loaded',
  notSet: 'Not set',
  edit: (name: string) => `Edit ${name}`,
  saved: (name: string) => `${name} saved`,
  save: 'Save',
  cancel: 'Cancel',
  emptyRemoves: 'Empty: not set.',
  hints: {
    number: 'A number.',
    email: 'An e-mail address.',
    duration: 'A length of time as ISO 8601 writes it: P1DT12H.',
    interval: 'Two times with a slash between them: 2026-01-31T08:00/2026-02-28T18:00.',
    link: 'An address, then the text to show: https://example.com The page.',
    table: (columns: readonly string[]) =>
      `A row a line, its cells with | between them: ${columns.join(' | ')}.`,
    format: (format: string) => `As ${format}.`,
  },
  wrong: {
    number: 'That is not a number.',
    interval: 'Those are not two times with a slash between them.',
  },
} as const
