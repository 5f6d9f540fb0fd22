/** Changes a thread or a post by a JSON Patch: only what people may change, only by whom it belongs to. */
import { type JsonPatch, Post, type Problem, problem, type Reaction, Thread } from '@waymark/spec'
import type { JsonObject } from '../json-body.ts'
import { jsonEqual } from '../json-equal.ts'
import { applyPatch } from '../json-patch.ts'
import { compileSchema } from '../validation.ts'
import type { Speaker } from './contract.ts'

const changeable = new Set(['message', 'resolved', 'reactions', 'announcement', 'task'])
const changeableInTask = new Set(['assignees', 'oldValue', 'suggestion'])

function changedMembers(before: object, after: object): string[] {
  const [old, now] = [before as JsonObject, after as JsonObject] // plain JSON documents
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
    (name) => !jsonEqual(old[name], now[name]),
  )
}

function refuse(reason: string): never {
  throw problem('patch-invalid', { index: 0, reason })
}

/** Reactions of others stay as they are. */
function requireOwnReactions(
  before: readonly Reaction[],
  after: readonly Reaction[],
  speaker: Speaker,
): void {
  const others = (list: readonly Reaction[]) =>
    list
      .filter(({ user }) => user.id !== speaker.id)
      .map(({ user, reactionType }) => `${user.id} ${reactionType}`)
      .sort()
  if (!jsonEqual(others(before), others(after))) refuse('only your own reactions can be added or removed.')
}

export interface ThreadPatches {
  /** The thread as it is to be stored. @throws problem `patch-invalid`, `not-allowed` */
  thread(thread: Thread, patch: JsonPatch, speaker: Speaker, mayEdit: boolean): Thread
  /** @throws problem `patch-invalid`, `not-allowed` */
  post(post: Post, patch: JsonPatch, speaker: Speaker, mayEdit: boolean): Post
}

/** Schemas are compiled when the first patch arrives. */
export function createThreadPatches(): ThreadPatches {
  const compiled = new Map<object, ReturnType<typeof compileSchema>>()
  const result = (schema: object, before: object, patch: JsonPatch, what: string): unknown => {
    const check = compiled.get(schema) ?? compileSchema(schema)
    compiled.set(schema, check)
    const patched = applyPatch(before, patch)
    if (!check(patched)) refuse(`the result is no ${what} any more.`)
    return patched
  }
  return {
    thread(thread, patch, speaker, mayEdit) {
      const after = result(Thread, thread, patch, 'thread') as Thread // checked by the schema
      const changed = changedMembers(thread, after)
      for (const name of changed) {
        if (!changeable.has(name)) refuse(`${name} cannot be changed.`)
        if (name !== 'reactions' && !mayEdit) throw notAllowed(speaker, name, 'thread')
      }
      requireOwnReactions(thread.reactions ?? [], after.reactions ?? [], speaker)
      for (const name of changedMembers(thread.task ?? {}, after.task ?? {})) {
        if (!changeableInTask.has(name)) {
          refuse(`task.${name} cannot be changed; resolve or close the task instead.`)
        }
      }
      if (changed.includes('announcement') && !thread.announcement) refuse('this thread is no announcement.')
      return after
    },
    post(post, patch, speaker, mayEdit) {
      const after = result(Post, post, patch, 'post') as Post // checked by the schema
      for (const name of changedMembers(post, after)) {
        if (name !== 'message' && name !== 'reactions') refuse(`${name} cannot be changed.`)
        if (name === 'message' && !mayEdit) throw notAllowed(speaker, name, 'post')
      }
      requireOwnReactions(post.reactions ?? [], after.reactions ?? [], speaker)
      return after
    },
  }
}

function notAllowed(speaker: Speaker, member: string, resource: string): Problem {
  return problem('not-allowed', { principal: speaker.name, operation: `Edit ${member}`, resource })
}
