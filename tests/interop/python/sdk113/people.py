"""Users, teams, roles, policies and bots; who owns what, found by name and e-mail address."""

from checks import check, equal, run
from connection import connect, reference, schema, table, text
from metadata.generated.schema.api.createBot import CreateBot
from metadata.generated.schema.api.policies.createPolicy import CreatePolicyRequest
from metadata.generated.schema.api.teams.createRole import CreateRoleRequest
from metadata.generated.schema.api.teams.createTeam import CreateTeamRequest
from metadata.generated.schema.api.teams.createUser import CreateUserRequest
from metadata.generated.schema.entity.bot import Bot
from metadata.generated.schema.entity.policies.accessControl.rule import Effect, Rule
from metadata.generated.schema.entity.policies.policy import Policy
from metadata.generated.schema.entity.teams.role import Role
from metadata.generated.schema.entity.teams.team import Team
from metadata.generated.schema.entity.teams.user import User
from metadata.generated.schema.type.entityReferenceList import EntityReferenceList
from metadata.ingestion.models.patch_request import PatchOperation

service = "people-113"


def rule(name):
    return Rule(name=name, effect=Effect.allow, operations=["ViewAll"], resources=["table"], condition="isOwner()")


@check("makes a person in a team, and reads both")
def user_and_team(catalog):
    user = catalog.create_or_update(CreateUserRequest(name="robin.113", email="robin.113@example.com", displayName="Robin"))
    team = catalog.create_or_update(
        CreateTeamRequest(name="crew-113", teamType="Group", users=[user.id], email="crew.113@example.com")
    )
    read = catalog.get_by_id(User, user.id, fields=["*"])
    assert "crew-113" in [each.name for each in read.teams.root], read.teams
    equal([each.name for each in catalog.get_by_id(Team, team.id, fields=["*"]).users.root], ["robin.113"])


@check("finds people and teams by e-mail address and by name")
def search(catalog):
    equal([each.name for each in catalog.get_reference_by_email("robin.113@example.com").root], ["robin.113"])
    equal([(each.type, each.name) for each in catalog.get_reference_by_email("crew.113@example.com").root], [("team", "crew-113")])
    equal(catalog.get_reference_by_email("nobody@example.com"), None)
    equal([each.name for each in catalog.get_reference_by_name("Robin").root], ["robin.113"])
    equal([each.name for each in catalog.get_reference_by_name("crew-113", is_owner=True).root], ["crew-113"])
    assert "email.keyword" in catalog.email_search_query_es(User)
    assert "isBot" in catalog.name_search_query_es(User, "x", 0, 1)


@check("lists what a person and a team own")
def owners(catalog):
    schema(catalog, service)
    user = reference(catalog.get_by_name(User, "robin.113"), "user")
    team = reference(catalog.get_by_name(Team, "crew-113"), "team")
    table(catalog, service, "mine", owners=EntityReferenceList(root=[user]))
    table(catalog, service, "ours", owners=EntityReferenceList(root=[team]))

    def names(answer):
        return [each["name"] for each in answer["data"]]

    assert "mine" in names(catalog.get_user_assets("robin.113", limit=50)), catalog.get_user_assets("robin.113")
    equal(names(catalog.get_team_assets("crew-113", limit=5, offset=0)), ["ours"])


@check("adds a policy to a role, and takes it away")
def roles(catalog):
    for name in ["read-113", "more-113"]:
        catalog.create_or_update(CreatePolicyRequest(name=name, rules=[rule("own")], description=name))
    role = catalog.create_or_update(CreateRoleRequest(name="reader-113", policies=["read-113"], description="Reads"))
    more = catalog.get_by_name(Policy, "more-113")
    catalog.patch_role_policy(role.id, more.id, PatchOperation.ADD)

    def policies():
        return sorted(each.name for each in catalog.get_by_id(Role, role.id, fields=["policies"]).policies.root)

    equal(policies(), ["more-113", "read-113"])
    catalog.patch_role_policy(role.id, more.id, PatchOperation.REMOVE)
    equal(policies(), ["read-113"])


@check("adds a rule to a policy, and takes it away")
def rules(catalog):
    policy = catalog.get_by_name(Policy, "read-113")
    catalog.patch_policy_rule(policy.id, rule("second"), PatchOperation.ADD)

    def names():
        return [each.name for each in catalog.get_by_id(Policy, policy.id).rules.root]

    equal(names(), ["own", "second"])
    equal(catalog.get_by_id(Policy, policy.id).rules.root[1].model_dump(), rule("second").model_dump())
    catalog.patch_policy_rule(policy.id, rule("second"), PatchOperation.REMOVE)
    equal(names(), ["own"])


@check("makes a bot with an account of its own")
def bots(catalog):
    user = catalog.create_or_update(CreateUserRequest(name="sweeper-113", email="sweeper-113@example.com", isBot=True))
    catalog.create_or_update(CreateBot(name="sweeper-bot-113", botUser="sweeper-113", description="Sweeps"))
    equal(catalog.get_by_name(Bot, "sweeper-bot-113", fields=["*"]).botUser.id, user.id)


run(connect)
