"""Custom properties: declared on a type, set on an entity."""

from checks import check, equal, run
from connection import connect, schema, table, text
from metadata.generated.schema.api.data.createCustomProperty import CreateCustomPropertyRequest
from metadata.generated.schema.entity.data.table import Table
from metadata.ingestion.models.custom_properties import CustomPropertyDataTypes, OMetaCustomProperties

service = "properties-113"


@check("knows every type a property may have")
def types(catalog):
    for kind in CustomPropertyDataTypes:
        equal(text(catalog.get_custom_property_type(kind).name), kind.value)
        equal(text(catalog.get_property_type_ref(kind)).type, "type")


@check("declares properties of tables")
def declare(catalog):
    for name, kind in [("owning unit", CustomPropertyDataTypes.STRING), ("size113", CustomPropertyDataTypes.INTEGER)]:
        answer = catalog.create_or_update_custom_property(
            OMetaCustomProperties(
                entity_type=Table,
                createCustomPropertyRequest=CreateCustomPropertyRequest(
                    name=name.replace(" ", ""), description=name, propertyType=catalog.get_property_type_ref(kind)
                ),
            )
        )
        assert "owningunit" in [each["name"] for each in answer["customProperties"]], answer
    names = [each["name"] for each in catalog.get_entity_custom_properties(Table)]
    assert {"owningunit", "size113"} <= set(names), names


@check("sets properties, and keeps those it was not told about")
def values(catalog):
    schema(catalog, service)
    made = table(catalog, service)
    catalog.patch_custom_properties(Table, made.id, {"owningunit": "north"})
    catalog.patch_custom_properties(Table, made.id, {"size113": 7})

    def kept():
        return text(catalog.get_by_id(Table, made.id, fields=["extension"]).extension)

    equal(kept(), {"owningunit": "north", "size113": 7})
    catalog.patch_custom_properties(Table, made.id, {"size113": 8}, force=True)
    equal(kept()["size113"], 8)


run(connect)
