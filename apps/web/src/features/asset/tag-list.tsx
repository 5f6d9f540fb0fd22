/** Tags and tier as labels. */
import { Badge } from '@mantine/core'
import type { TagLabel } from '@waymark/spec'
import classes from './asset.module.css'
import { plainTags } from './asset.ts'
import { lastPart } from './fqn-links.ts'

interface TagListProps {
  readonly tags: readonly TagLabel[] | undefined
  /** Fully qualified name of the tier, e.g. `Tier.Tier1`. */
  readonly tier?: string
}

export function TagList({ tags, tier }: TagListProps) {
  const plain = plainTags(tags)
  if (plain.length === 0 && !tier) return null
  return (
    <span className={classes.tags}>
      {tier && (
        <Badge size="sm" color="blaze" className={classes.tier}>
          {lastPart(tier)}
        </Badge>
      )}
      {plain.map((tag) => (
        <Badge
          key={tag.tagFQN}
          size="sm"
          color="gray"
          className={classes.tag}
          title={tag.description || tag.tagFQN}
        >
          {tag.displayName || tag.tagFQN}
        </Badge>
      ))}
    </span>
  )
}
