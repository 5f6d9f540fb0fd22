"""Classifications, tags, glossaries, domains, data products: made, put on assets, listed by their assets."""

from checks import check, equal, run
from connection import connect, reference, schema, table, text
from metadata.generated.schema.api.classification.createClassification import CreateClassificationRequest
from metadata.generated.schema.api.classification.createTag import CreateTagRequest
from metadata.generated.schema.api.data.createGlossary import CreateGlossaryRequest
from metadata.generated.schema.api.data.createGlossaryTerm import CreateGlossaryTermRequest
from metadata.generated.schema.api.data.createMetric import CreateMetricRequest
from metadata.generated.schema.api.domains.createDataProduct import CreateDataProductRequest
from metadata.generated.schema.api.domains.createDomain import CreateDomainRequest
from metadata.generated.schema.api.teams.createPersona import CreatePersonaRequest
from metadata.generated.schema.entity.classification.tag import Tag
from metadata.generated.schema.entity.data.glossaryTerm import GlossaryTerm, TermReference
from metadata.generated.schema.entity.data.metric import Metric
from metadata.generated.schema.entity.data.table import Table
from metadata.generated.schema.entity.domains.dataProduct import DataProduct
from metadata.generated.schema.entity.domains.domain import Domain
from metadata.generated.schema.entity.teams.persona import Persona
from metadata.generated.schema.type.entityReferenceList import EntityReferenceList
from metadata.generated.schema.type.tagLabel import LabelType, State, TagLabel, TagSource

service = "governance-113"


def label(fqn, source=TagSource.Classification):
    return TagLabel(tagFQN=fqn, source=source, labelType=LabelType.Manual, state=State.Confirmed)


def names(answer):
    return sorted(each["name"] for each in answer["data"])


@check("keeps tags below tags, and finds what carries them")
def tags(catalog):
    schema(catalog, service)
    catalog.create_or_update(CreateClassificationRequest(name="Kind113", description="What it is"))
    catalog.create_or_update(CreateTagRequest(name="person", classification="Kind113", description="About people"))
    catalog.create_or_update(
        CreateTagRequest(name="child", classification="Kind113", parent="Kind113.person", description="Younger")
    )
    table(catalog, service, "people", tags=[label("Kind113.person")])
    read = catalog.get_by_name(Tag, "Kind113.person.child", fields=["*"])
    equal(read.parent.fullyQualifiedName, "Kind113.person")
    found = catalog.get_tag_assets("Kind113.person", limit=5, offset=0)
    equal((names(found), found["paging"]["total"]), (["people"], 1))


@check("keeps a glossary with terms below terms, and finds what they are about")
def glossary(catalog):
    catalog.create_or_update(CreateGlossaryRequest(name="Words113", description="Our words"))
    catalog.create_or_update(
        CreateGlossaryTermRequest(
            glossary="Words113",
            name="customer",
            description="Who buys",
            synonyms=["client", "buyer"],
            references=[TermReference(name="handbook", endpoint="https://example.com/customer")],
        )
    )
    catalog.create_or_update(
        CreateGlossaryTermRequest(
            glossary="Words113",
            parent="Words113.customer",
            name="regular",
            description="Buys often",
            relatedTerms=["Words113.customer"],
        )
    )
    term = catalog.get_by_name(GlossaryTerm, "Words113.customer.regular", fields=["*"])
    equal(term.parent.fullyQualifiedName, "Words113.customer")
    equal([each.term.fullyQualifiedName for each in term.relatedTerms], ["Words113.customer"])
    parent = catalog.get_by_name(GlossaryTerm, "Words113.customer", fields=["*"])
    equal(sorted(text(each) for each in parent.synonyms), ["buyer", "client"])
    equal([each.name for each in parent.references], ["handbook"])
    table(catalog, service, "buyers", tags=[label("Words113.customer", TagSource.Glossary)])
    equal(names(catalog.get_glossary_term_assets("Words113.customer")), ["buyers"])


@check("puts assets into a domain, and lists them")
def domain(catalog):
    catalog.create_or_update(CreateDomainRequest(name="Sales113", domainType="Aggregate", description="Sells"))
    catalog.create_or_update(
        CreateDomainRequest(name="Online", parent="Sales113", domainType="Aggregate", description="Sells online")
    )
    domain = catalog.get_by_name(Domain, "Sales113", fields=["*"])
    people = catalog.get_by_name(Table, f"{service}.shop.public.people", fields=["domains"])
    catalog.patch_domain(Table, people, EntityReferenceList(root=[reference(domain, "domain")]))
    read = catalog.get_by_name(Table, f"{service}.shop.public.people", fields=["domains"])
    equal([each.name for each in read.domains.root], ["Sales113"])
    assert "people" in names(catalog.get_domain_assets("Sales113"))
    equal(catalog.get_by_name(Domain, "Sales113.Online", fields=["*"]).parent.name, "Sales113")


@check("puts assets and ports into a data product, and takes them out again")
def data_product(catalog):
    catalog.create_or_update(CreateDataProductRequest(name="Buying113", domains=["Sales113"], description="Who buys what"))
    people = reference(catalog.get_by_name(Table, f"{service}.shop.public.people"), "table")
    equal(catalog.add_assets_to_data_product("Buying113", [people])["status"], "success")
    equal(names(catalog.get_data_product_assets("Buying113")), ["people"])
    equal(catalog.add_input_ports_to_data_product("Buying113", [people])["status"], "success")
    equal(catalog.add_output_ports_to_data_product("Buying113", [people])["status"], "success")

    def ports(kind):
        answer = catalog.client.get(f"/dataProducts/name/Buying113/{kind}?limit=10&offset=0")
        return names(answer)

    equal((ports("inputPorts"), ports("outputPorts")), (["people"], ["people"]))
    catalog.remove_input_ports_from_data_product("Buying113", [people])
    catalog.remove_output_ports_from_data_product("Buying113", [people])
    equal((ports("inputPorts"), ports("outputPorts")), ([], []))
    catalog.remove_assets_from_data_product("Buying113", [people])
    equal(names(catalog.get_data_product_assets("Buying113")), [])
    equal([each.name for each in catalog.get_by_name(DataProduct, "Buying113", fields=["*"]).domains.root], ["Sales113"])


@check("keeps metrics and personas")
def metrics_and_personas(catalog):
    catalog.create_or_update(CreateMetricRequest(name="churn-113", metricType="RATIO", unitOfMeasurement="PERCENTAGE"))
    equal(catalog.get_by_name(Metric, "churn-113", fields=["*"]).metricType.value, "RATIO")
    catalog.create_or_update(CreatePersonaRequest(name="analyst-113", description="Asks questions"))
    equal(text(catalog.get_by_name(Persona, "analyst-113", fields=["*"]).description), "Asks questions")


run(connect)
