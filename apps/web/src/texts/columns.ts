/** What the pages say where many columns are changed at once, in English. */
const columns = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'column' : 'columns'}`

export const columnsTexts = {
  choose: (name: string) => `Choose ${name}`,
  chooseAll: 'Choose all that are shown',
  chosen: (count: number) => `${columns(count)} chosen`,
  clear: 'Choose none',
  addTags: 'Add tags and terms',
  removeTags: 'Remove tags and terms',
  describe: 'Describe',
  describeTitle: (count: number) => `Describe ${columns(count)}`,
  text: 'Description',
  onlyMissing: 'Only those that have none',
  save: 'Save',
  cancel: 'Cancel',
  nothing: 'Nothing to change: they are like that already.',
  saved: (count: number) => `${columns(count)} changed`,
  conflict: (names: string, by: string) =>
    `${by} changed these in the meantime, so they stay as they are now: ${names}.`,
} as const
