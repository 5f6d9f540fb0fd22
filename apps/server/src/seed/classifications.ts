/** The two classifications that a catalog starts with: how important data is, and whether it is about people. */

interface SeedTag {
  readonly name: string
  readonly description: string
}

interface SeedClassification {
  readonly name: string
  readonly description: string
  readonly mutuallyExclusive: boolean
  readonly tags: readonly SeedTag[]
}

export const seedClassifications: readonly SeedClassification[] = [
  {
    name: 'Tier',
    description: 'How much depends on an asset. Tier 1 is what the company cannot work without.',
    mutuallyExclusive: true,
    tags: [
      { name: 'Tier1', description: 'Critical: when it is wrong or late, customers or the books notice.' },
      { name: 'Tier2', description: 'Important: several teams decide by it.' },
      { name: 'Tier3', description: 'Useful: one team works with it.' },
      { name: 'Tier4', description: 'Occasional: looked at now and then.' },
      { name: 'Tier5', description: 'Private or temporary: nobody else should rely on it.' },
    ],
  },
  {
    name: 'PII',
    description: 'Whether data is about identifiable people.',
    mutuallyExclusive: true,
    tags: [
      {
        name: 'Sensitive',
        description: 'Harms a person when it gets out: health, account numbers, identity numbers.',
      },
      {
        name: 'NonSensitive',
        description: 'About a person, and widely known anyway: a name, a work address.',
      },
      { name: 'None', description: 'Looked at, and not about people.' },
    ],
  },
]
