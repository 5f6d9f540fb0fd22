"""Data contracts: results, validation, and the Open Data Contract Standard in JSON and YAML."""

import time

from checks import check, equal, run
from connection import column, connect, reference, schema, table, text
from metadata.generated.schema.api.data.createDataContract import CreateDataContractRequest
from metadata.generated.schema.entity.data.dataContract import DataContract
from metadata.generated.schema.entity.datacontract.dataContractResult import DataContractResult
from metadata.generated.schema.type.contractExecutionStatus import ContractExecutionStatus

service = "contracts-113"
now = int(time.time() * 1000)
state = {}


def contract_of(catalog, identity):
    return catalog.get_data_contract_by_entity_id(identity, "table")


def contract(catalog):
    return contract_of(catalog, state["orders"].id)


@check("makes a contract for a table, and finds it by the table")
def make(catalog):
    schema(catalog, service)
    state["orders"] = table(catalog, service)
    state["bare"] = table(catalog, service, "bare")
    made = catalog.create_or_update(
        CreateDataContractRequest(
            name="orders-contract-113",
            entity=reference(state["orders"], "table"),
            schema=[column("id"), column("total", "DECIMAL")],
        )
    )
    equal(contract(catalog).id, made.id)
    equal(catalog.get_data_contract_by_entity_id(state["bare"].id, "table"), None)
    equal([text(each.name) for each in catalog.get_by_id(DataContract, made.id, fields=["*"]).schema_], ["id", "total"])


@check("keeps results, finds and deletes them")
def results(catalog):
    identity = contract(catalog).id
    for age, status in [(2000, ContractExecutionStatus.Failed), (1000, ContractExecutionStatus.Success)]:
        stored = catalog.put_data_contract_result(
            identity,
            DataContractResult(
                dataContractFQN=text(contract(catalog).fullyQualifiedName), timestamp=now - age, contractExecutionStatus=status
            ),
        )
        equal(stored.contractExecutionStatus, status)
    found = catalog.get_data_contract_results(identity, start_ts=now - 5000, end_ts=now)
    equal([each.contractExecutionStatus for each in found], [ContractExecutionStatus.Success, ContractExecutionStatus.Failed])
    equal(catalog.get_latest_data_contract_result(identity).contractExecutionStatus, ContractExecutionStatus.Success)
    equal(catalog.get_data_contract_result_by_id(identity, found[1].id).id, found[1].id)
    equal(catalog.delete_data_contract_result(identity, now - 1000), True)
    equal(len(catalog.get_data_contract_results(identity, start_ts=now - 5000, end_ts=now)), 1)
    equal(catalog.delete_data_contract_results_before(identity, now), True)
    equal(len(catalog.get_data_contract_results(identity, start_ts=now - 5000, end_ts=now) or []), 0)


@check("validates a contract against the table")
def validate(catalog):
    equal(catalog.validate_data_contract(contract(catalog).id).contractExecutionStatus, ContractExecutionStatus.Success)
    by_entity = catalog.validate_data_contract_by_entity_id(state["orders"].id, "table")
    equal(by_entity.contractExecutionStatus, ContractExecutionStatus.Success)


@check("validates a contract before it is made")
def validate_request(catalog):
    wrong = CreateDataContractRequest(
        name="wrong-113", entity=reference(state["orders"], "table"), schema=[column("unheard_of")]
    )
    result = catalog.validate_data_contract_request(wrong)
    equal(result.contractExecutionStatus, ContractExecutionStatus.Failed)
    equal(list(result.schemaValidation.failedFields), ["unheard_of"])
    yaml = f"name: yaml-113\nentity:\n  id: {text(state['orders'].id)}\n  type: table\n"
    assert catalog.validate_data_contract_request_yaml(yaml)


@check("exports the Open Data Contract Standard, and reads it again")
def standard(catalog):
    identity = contract(catalog).id
    exported = catalog.export_to_odcs(identity)
    equal(exported.kind.value, "DataContract")
    equal(catalog.export_to_odcs_by_fqn(text(contract(catalog).fullyQualifiedName)).id, exported.id)
    yaml = catalog.export_to_odcs_yaml(identity)
    assert "DataContract" in yaml, yaml
    assert "DataContract" in catalog.export_to_odcs_yaml_by_fqn(text(contract(catalog).fullyQualifiedName))
    assert catalog.parse_odcs_yaml(yaml)
    assert catalog.validate_odcs_yaml(state["orders"].id, "table", yaml)
    bare = state["bare"].id
    made = catalog.import_from_odcs(exported, bare, "table")
    equal(made.entity.id, bare)
    equal([text(each.name) for each in contract_of(catalog, bare).schema_], ["id", "total"])
    equal(catalog.create_or_update_from_odcs(exported, bare, "table").id, made.id)
    equal(catalog.create_or_update_from_odcs_yaml(yaml, bare, "table").id, made.id)
    catalog.delete(DataContract, made.id, hard_delete=True)
    equal(catalog.import_from_odcs_yaml(yaml, bare, "table").entity.id, bare)


run(connect)
