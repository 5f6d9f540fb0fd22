"""Patches: descriptions, owners, tags, columns, constraints, life cycle, optimistic locking."""

import time

from checks import check, equal, run
from connection import column, connect, reference, schema, table, text
from metadata.generated.schema.api.classification.createClassification import CreateClassificationRequest
from metadata.generated.schema.api.classification.createTag import CreateTagRequest
from metadata.generated.schema.entity.data.table import ConstraintType, Table, TableConstraint
from metadata.generated.schema.entity.teams.user import User
from metadata.generated.schema.type.basic import Duration
from metadata.generated.schema.type.entityReferenceList import EntityReferenceList
from metadata.generated.schema.type.lifeCycle import AccessDetails, LifeCycle
from metadata.generated.schema.type.tagLabel import LabelType, State, TagLabel, TagSource
from metadata.ingestion.models.patch_request import PatchOperation
from metadata.ingestion.models.table_metadata import ColumnDescription, ColumnTag
from metadata.ingestion.ometa.client import APIError

service = "patches-113"
fqn = f"{service}.shop.public.orders"


def get(catalog):
    return catalog.get_by_name(Table, fqn, fields=["*"])


def label(name):
    return TagLabel(
        tagFQN=f"Patch113.{name}", source=TagSource.Classification, labelType=LabelType.Manual, state=State.Confirmed
    )


def labels(labelled):
    return sorted(text(each.tagFQN) for each in labelled.tags or [])


def column_named(catalog, name):
    return next(each for each in get(catalog).columns if text(each.name) == name)


@check("describes what has no description, and more only when forced")
def description(catalog):
    schema(catalog, service)
    table(catalog, service, columns=[column("id"), column("place", "STRUCT", children=[column("city", "TEXT")])])
    equal(text(catalog.patch_description(Table, get(catalog), "first").description), "first")
    equal(catalog.patch_description(Table, get(catalog), "second"), None)
    catalog.patch_description(Table, get(catalog), "third", force=True)
    equal(text(get(catalog).description), "third")


@check("patches what differs between two copies, and nothing when none does")
def generic(catalog):
    source = get(catalog)
    equal(catalog.patch(Table, source, source.model_copy(deep=True)), None)
    destination = source.model_copy(deep=True)
    destination.displayName = "Orders"
    destination.retentionPeriod = Duration("P30D")
    catalog.patch(Table, source, destination)
    equal((get(catalog).displayName, text(get(catalog).retentionPeriod)), ("Orders", "P30D"))


@check("refuses a patch of what has changed since")
def locking(catalog):
    source = get(catalog)
    destination = source.model_copy(deep=True)
    destination.displayName = "Too late"
    try:
        catalog.patch(Table, source, destination, if_match='"0000000000000000"', skip_on_failure=False)
        raise AssertionError("the stale patch passed")
    except APIError as error:
        equal(error.status_code, 412)
    equal(get(catalog).displayName, "Orders")


@check("adds and removes tags of a table")
def tags(catalog):
    catalog.create_or_update(CreateClassificationRequest(name="Patch113", description="For patches"))
    for name in ["one", "two", "three"]:
        catalog.create_or_update(CreateTagRequest(name=name, classification="Patch113", description=name))
    catalog.patch_tag(Table, get(catalog), label("one"))
    catalog.patch_tags(Table, get(catalog), [label("two"), label("three")])
    equal(labels(get(catalog)), ["Patch113.one", "Patch113.three", "Patch113.two"])
    catalog.patch_tags(Table, get(catalog), [label("two")], operation=PatchOperation.REMOVE)
    catalog.patch_tag(Table, get(catalog), label("three"), operation=PatchOperation.REMOVE)
    equal(labels(get(catalog)), ["Patch113.one"])


@check("adds and removes tags of columns, nested ones too")
def column_tags(catalog):
    nested = f"{fqn}.place.city"
    catalog.patch_column_tag(get(catalog), f"{fqn}.id", label("one"))
    catalog.patch_column_tags(table=get(catalog), column_tags=[ColumnTag(column_fqn=nested, tag_label=label("two"))])
    equal(labels(column_named(catalog, "id")), ["Patch113.one"])
    equal(labels(column_named(catalog, "place").children[0]), ["Patch113.two"])
    catalog.patch_column_tags(
        table=get(catalog), column_tags=[ColumnTag(column_fqn=nested, tag_label=label("two"))], operation=PatchOperation.REMOVE
    )
    equal(labels(column_named(catalog, "place").children[0]), [])


@check("describes columns")
def column_descriptions(catalog):
    catalog.patch_column_description(get(catalog), f"{fqn}.id", "the number")
    catalog.patch_column_descriptions(
        get(catalog), [ColumnDescription(column_fqn=f"{fqn}.place.city", description="where")]
    )
    equal(text(column_named(catalog, "id").description), "the number")
    equal(text(column_named(catalog, "place").children[0].description), "where")


@check("changes owners only when forced")
def owners(catalog):
    owner = EntityReferenceList(root=[reference(catalog.get_by_name(User, "admin"), "user")])
    catalog.patch_owner(Table, get(catalog), owner)
    equal([each.name for each in get(catalog).owners.root], ["admin"])
    catalog.patch_owner(Table, get(catalog), None, force=True)
    equal(get(catalog).owners.root if get(catalog).owners else [], [])


@check("sets keys")
def constraints(catalog):
    catalog.patch_table_constraints(
        get(catalog), [TableConstraint(constraintType=ConstraintType.PRIMARY_KEY, columns=["id"])]
    )
    equal([(each.constraintType, each.columns) for each in get(catalog).tableConstraints], [(ConstraintType.PRIMARY_KEY, ["id"])])


@check("records when it was touched last")
def life_cycle(catalog):
    now = int(time.time() * 1000)
    catalog.patch_life_cycle(get(catalog), LifeCycle(accessed=AccessDetails(timestamp=now, accessedByAProcess="etl")))
    equal(text(get(catalog).lifeCycle.accessed.timestamp), now)


run(connect)
