"""Suggestions: made, changed, accepted and rejected, one by one and all at once."""

from checks import check, equal, run
from connection import connect, schema, table, text
from metadata.generated.schema.api.feed.createSuggestion import CreateSuggestionRequest
from metadata.generated.schema.entity.data.table import Table
from metadata.generated.schema.entity.feed.suggestion import Suggestion
from metadata.generated.schema.entity.teams.user import User

service = "suggestions-113"
fqn = f"{service}.shop.public.orders"


def suggest(catalog, description, column=None):
    link = f"<#E::table::{fqn}::columns::{column}>" if column else f"<#E::table::{fqn}>"
    request = CreateSuggestionRequest.model_validate(
        {"description": description, "type": "SuggestDescription", "entityLink": link}
    )
    return Suggestion(**catalog.client.post("/suggestions", data=request.model_dump_json(exclude_none=True)))


def get(catalog):
    return catalog.get_by_name(Table, fqn, fields=["columns"])


def author(catalog):
    return text(catalog.get_by_name(User, "admin").id)


@check("changes a suggestion and accepts it")
def accept(catalog):
    schema(catalog, service)
    table(catalog, service)
    made = suggest(catalog, "What was orderd")
    made.root.description = "What was ordered"
    equal(catalog.update_suggestion(made).root.description, "What was ordered")
    catalog.accept_suggestion(made.root.id)
    equal(text(get(catalog).description), "What was ordered")


@check("rejects a suggestion")
def reject(catalog):
    made = suggest(catalog, "nonsense")
    catalog.reject_suggestion(made.root.id)
    equal(text(get(catalog).description), "What was ordered")


@check("accepts or rejects all of one author")
def all_at_once(catalog):
    suggest(catalog, "the number", "id")
    suggest(catalog, "free text", "note")
    catalog.accept_all_suggestions(fqn, author(catalog))
    described = {text(each.name): text(each.description) for each in get(catalog).columns if each.description}
    equal(described, {"id": "the number", "note": "free text"})
    suggest(catalog, "wrong", "total")
    catalog.reject_all_suggestions(fqn, author(catalog))
    assert next(each for each in get(catalog).columns if text(each.name) == "total").description is None
    left = catalog.client.get(f"/suggestions?entityFQN={fqn}&status=Open")
    equal(left["data"], [])


run(connect)
