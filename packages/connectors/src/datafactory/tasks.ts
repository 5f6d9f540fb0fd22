/** The activities of a pipeline as tasks: those inside loops and branches follow the activity that holds them. */
import { type Json, present, record, records, text } from '../json-values.ts'
import { fixedText, type Known } from './expression.ts'

/** Every activity, outer ones before those they hold. */
export function everyActivity(activities: unknown): Json[] {
  return records(activities).flatMap((activity) => [activity, ...everyActivity(heldBy(activity))])
}

function heldBy(activity: Json): Json[] {
  const properties = record(activity.typeProperties)
  return [
    ...records(properties.activities),
    ...records(properties.ifTrueActivities),
    ...records(properties.ifFalseActivities),
    ...records(properties.cases).flatMap((branch) => records(branch.activities)),
    ...records(properties.defaultActivities),
  ]
}

const dependencies = (activity: Json) =>
  records(activity.dependsOn).flatMap((dependency) => text(dependency.activity) ?? [])

export function tasksOf(activities: unknown, page: string, known: Known): Record<string, unknown>[] {
  const all = everyActivity(activities)
  const followers = new Map<string, string[]>()
  const follows = (before: string, after: string) =>
    followers.set(before, [...(followers.get(before) ?? []), after])
  for (const activity of all) {
    for (const before of dependencies(activity)) follows(before, String(activity.name))
    // The first ones inside a loop or branch start with it.
    for (const inner of heldBy(activity))
      if (dependencies(inner).length === 0) follows(String(activity.name), String(inner.name))
  }
  return all.map((activity) => ({
    name: String(activity.name),
    downstreamTasks: followers.get(String(activity.name)) ?? [],
    sourceUrl: page,
    ...present({
      taskType: text(activity.type),
      description: text(activity.description),
      taskSQL: sqlOf(activity, known),
    }),
  }))
}

/** The SQL that an activity runs, where it is fixed. */
function sqlOf(activity: Json, known: Known): string | undefined {
  const properties = record(activity.typeProperties)
  const source = record(properties.source)
  const given = [
    ...records(properties.scripts).map((script) => script.text),
    source.sqlReaderQuery,
    source.query,
    properties.storedProcedureName,
  ]
  const texts = given.flatMap((each) => {
    const fixed = fixedText(each, known)
    return fixed && 'value' in fixed ? [fixed.value] : []
  })
  return texts.length === 0 ? undefined : texts.join(';\n')
}
