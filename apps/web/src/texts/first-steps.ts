/** What the pages say while a new catalog is set up, in English. */

export const firstStepsTexts = {
  title: 'First steps',
  intro:
    'Five steps to a catalog that others use. Each can be skipped, and left for later: the home page leads back here until you say that it is done.',
  forAdministrators: 'First steps are for administrators',
  forAdministratorsHint: 'Somebody with the administrator’s right sets the catalog up.',
  notLoaded: 'The first steps could not be loaded',
  home: 'Go home',
  progress: (done: number, all: number) => `${done} of ${all} done`,
  steps: {
    'sign-in': 'How people sign in',
    administrators: 'Who administers',
    source: 'A first source',
    arrival: 'Watch it fill',
    invite: 'Invite others',
  },
  outcomes: { done: 'Done', skipped: 'Skipped' },
  runs: (version: string, url: string) => `Waymark ${version} at ${url}, with its data in`,
  next: 'Done, go on',
  skip: 'Skip for now',
  finish: 'Finish',
  finished: 'The catalog is set up',
  card: {
    start: 'Set this catalog up',
    resume: 'Go on setting this catalog up',
    hint: 'How people sign in, who administers, a first source, an invitation.',
    go: 'Go on',
    begin: 'Begin',
    dismiss: 'Not needed any more',
  },
  signIn: {
    present: (provider: string, authority: string) => `People sign in with ${provider} at ${authority}.`,
    local:
      'For now people sign in with a name and a password that this catalog keeps. Your own account stays as it is, as the way in when single sign-on is broken.',
    settings: 'All settings of signing in',
    command: 'By one command',
    commandHint:
      'On a machine with the Azure CLI, signed in as somebody who may register applications. It makes everything in Entra ID, and shows first what it will do:',
    byHand: 'By hand',
    byHandHint:
      'Register an application in the Entra admin center. Its redirect URI, of the kind single-page application, has to be:',
    tenant: 'Directory (tenant) ID',
    client: 'Application (client) ID',
    domain: 'E-mail domain of your people',
    onOverview: 'On the overview page of the registration.',
    domainHint: 'What stands behind the @ of their addresses.',
  },
  administrators: {
    hint: 'Your local account is for emergencies. Name somebody who signs in with single sign-on: whoever comes with this address first gets the account, with the administrator’s rights.',
    email: 'E-mail of an administrator',
    add: 'Make an administrator',
    added: (email: string) => `${email} administers this catalog`,
    present: 'Administrators so far',
    notLoaded: 'The administrators could not be listed',
    outside: (domain: string) =>
      `Only addresses of ${domain} are trusted to belong to whoever signs in with them. Change the domain in the settings of signing in first.`,
  },
  source: {
    hint: 'Choose what to read first. The connection is tested step by step, and you see what your filters take before anything is read.',
    all: 'All sources',
    present: (count: number) =>
      count === 1 ? 'One source is connected.' : `${count} sources are connected.`,
    none: 'No source is connected yet.',
    notLoaded: 'The sources could not be listed',
    command: 'Or from a workflow file, on any machine:',
  },
  found: {
    title: 'Found on this machine',
    anySource: 'A source',
    by: {
      catalogDatabase: 'The PostgreSQL server that holds this catalog: its other databases',
      port: 'Listens here',
      dbtProject: 'What this dbt project builds on',
    },
    dbtHint:
      'Connect the database of the dbt project first. On its page, an ingestion of the kind dbt then reads the files below “target”.',
  },
  demo: {
    title: 'No source at hand?',
    hint: 'Try the catalog with the database of an electricity company that does not exist: some eighty tables with their lineage. It is made beside the catalog’s own database, and removed when you say so.',
    load: 'Load demo data',
    loaded: 'Demo data are in this catalog:',
    remove: 'Remove the demo data',
    removeHint:
      'The sample database goes, and everything that was read from it, with what people wrote about it. Nothing else does.',
    removeNow: 'Remove them',
    keep: 'Keep them',
    removed: 'The demo data are gone',
    elsewhere:
      'Demo data cannot be loaded into this catalog: it has them already, or uses a PostgreSQL of yours. To look at them elsewhere:',
  },
  arrival: {
    hint: 'What has come in, and what is being read. This looks again every few seconds; you can leave it.',
    nothing: 'Nothing has come in yet',
    nothingHint: 'Start an ingestion, or go on: it may run tonight.',
    lineage: 'Views and queries of what came in become lineage: open a table and press l.',
  },
  invite: {
    hint: 'Everybody who may sign in gets an account the first time. Send them the address:',
    message: 'A message for Teams or mail',
    copy: 'Copy the message',
    copied: 'Copied',
    messageText: (url: string) =>
      `We have a data catalog now: ${url}\nSign in with your usual account. Search for a table, see what it means, where it comes from and who answers for it. Something is wrong or missing? Describe it right there, or ask on its page.`,
  },
}

export type FirstStep = keyof typeof firstStepsTexts.steps

export const firstSteps = Object.keys(firstStepsTexts.steps) as readonly FirstStep[] // its own keys
