"""Glossaries, tags, people and rights in the shapes of this client."""

from checks import check, equal, run
from connection import connect, reference, text
from metadata.generated.schema.api.classification.createClassification import CreateClassificationRequest
from metadata.generated.schema.api.classification.createTag import CreateTagRequest
from metadata.generated.schema.api.data.createGlossary import CreateGlossaryRequest
from metadata.generated.schema.api.data.createGlossaryTerm import CreateGlossaryTermRequest
from metadata.generated.schema.api.policies.createPolicy import CreatePolicyRequest
from metadata.generated.schema.api.teams.createRole import CreateRoleRequest
from metadata.generated.schema.api.teams.createTeam import CreateTeamRequest
from metadata.generated.schema.api.teams.createUser import CreateUserRequest
from metadata.generated.schema.entity.classification.tag import Tag
from metadata.generated.schema.entity.data.glossary import Glossary
from metadata.generated.schema.entity.data.glossaryTerm import GlossaryTerm
from metadata.generated.schema.entity.policies.policy import Policy
from metadata.generated.schema.entity.teams.role import Role
from metadata.generated.schema.entity.teams.team import Team
from metadata.generated.schema.entity.teams.user import User


@check("keeps a glossary with related terms")
def glossary(catalog):
    catalog.create_glossary(CreateGlossaryRequest(name="Words013", description="Our words"))
    words = catalog.get_by_name(Glossary, "Words013", fields=["*"])
    parent = reference(words, "glossary")
    catalog.create_glossary_term(CreateGlossaryTermRequest(glossary=parent, name="customer", description="Who buys"))
    customer = catalog.get_by_name(GlossaryTerm, "Words013.customer", fields=["*"])
    catalog.create_glossary_term(
        CreateGlossaryTermRequest(
            glossary=parent,
            name="regular",
            description="Buys often",
            synonyms=["frequent"],
            relatedTerms=[reference(customer, "glossaryTerm")],
        )
    )
    term = catalog.get_by_name(GlossaryTerm, "Words013.regular", fields=["*"])
    equal([each.fullyQualifiedName for each in text(term.relatedTerms)], ["Words013.customer"])
    equal(([text(each) for each in term.synonyms], term.status.value), (["frequent"], "Approved"))


@check("keeps tags")
def tags(catalog):
    catalog.create_or_update(CreateClassificationRequest(name="Kind013", description="What it is"))
    catalog.create_or_update(CreateTagRequest(name="person", classification="Kind013", description="About people"))
    equal(catalog.get_by_name(Tag, "Kind013.person", fields=["*"]).classification.name, "Kind013")


@check("keeps people, teams, roles and policies")
def people(catalog):
    policy = catalog.create_or_update(
        CreatePolicyRequest(
            name="read-013", rules=[{"name": "own", "effect": "allow", "operations": ["EditOwner"], "resources": ["table"]}]
        )
    )
    equal([each.value for each in text(catalog.get_by_id(Policy, policy.id).rules)[0].operations], ["EditOwner"])
    role = catalog.create_or_update(CreateRoleRequest(name="reader-013", policies=[reference(policy, "policy")]))
    equal([each.name for each in text(catalog.get_by_id(Role, role.id, fields=["*"]).policies)], ["read-013"])
    user = catalog.create_or_update(
        CreateUserRequest(name="robin.013", email="robin.013@example.com", roles=[role.id])
    )
    team = catalog.create_or_update(CreateTeamRequest(name="crew-013", teamType="Group", users=[user.id]))
    equal([each.name for each in text(catalog.get_by_id(Team, team.id, fields=["*"]).users)], ["robin.013"])
    equal([each.name for each in text(catalog.get_by_id(User, user.id, fields=["*"]).roles)], ["reader-013"])


@check("finds a person by e-mail address")
def by_email(catalog):
    equal(text(catalog.get_user_by_email("robin.013@example.com").name), "robin.013")
    equal(catalog.get_user_by_email("nobody@example.com"), None)


run(connect)
