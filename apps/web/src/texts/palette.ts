/** What the pages say about the keyboard and the command palette, in English. */

export const paletteTexts = {
  commandPalette: 'Command palette',
  thisSheet: 'This sheet',
  goHome: 'Go home',
  goToSearch: 'Go to search',
  goToActivity: 'Go to my activity',
  moveInResults: 'Next or previous result',
  openResult: 'Open the chosen result',
  editDescription: 'Edit the description',
  moveInTabs: 'Previous or next tab',
  save: 'Save what is being edited',
  leave: 'Leave what is open',
  keyboard: 'Keyboard',
  close: 'Close',
  singleKeys: 'Shortcuts of a single key',
  prompt: 'Go to an asset, or do something',
  searchFor: (text: string) => `Search for “${text}”`,
  search: 'Search',
  lineage: 'Lineage',
} as const
