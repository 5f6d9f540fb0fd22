"""CSV: exported, imported as a rehearsal and for good, at once and in the background."""

import time

from checks import check, equal, run
from connection import connect, schema, table, text
from metadata.generated.schema.api.data.createGlossary import CreateGlossaryRequest
from metadata.generated.schema.api.data.createGlossaryTerm import CreateGlossaryTermRequest
from metadata.generated.schema.entity.data.glossary import Glossary
from metadata.generated.schema.entity.data.glossaryTerm import GlossaryTerm
from metadata.generated.schema.entity.data.table import Table
from metadata.generated.schema.entity.services.databaseService import DatabaseService
from metadata.generated.schema.entity.teams.team import Team

service = "csv-113"


@check("exports a glossary, and imports the same text changing nothing")
def glossary(catalog):
    catalog.create_or_update(CreateGlossaryRequest(name="Csv113", description="For CSV"))
    catalog.create_or_update(CreateGlossaryTermRequest(glossary="Csv113", name="alpha", description='says "hi", twice'))
    exported = catalog.export_csv(Glossary, "Csv113")
    assert "alpha" in exported and '""hi""' in exported, exported
    again = catalog.import_csv(Glossary, "Csv113", exported, dry_run=True)
    equal((again["status"], again["numberOfRowsFailed"], again["dryRun"]), ("success", 0, True))


@check("rehearses without a trace, then imports for good")
def rehearse(catalog):
    exported = catalog.export_csv(Glossary, "Csv113")
    more = exported.rstrip("\r\n") + "\r\n" + exported.rstrip("\r\n").splitlines()[-1].replace("alpha", "beta") + "\r\n"
    equal(catalog.import_csv(Glossary, "Csv113", more, dry_run=True)["status"], "success")
    equal(catalog.get_by_name(GlossaryTerm, "Csv113.beta"), None)
    equal(catalog.import_csv(Glossary, "Csv113", more)["status"], "success")
    equal(text(catalog.get_by_name(GlossaryTerm, "Csv113.beta").description), 'says "hi", twice')


@check("exports tables, services and teams")
def others(catalog):
    schema(catalog, service)
    table(catalog, service)
    assert "total" in catalog.export_csv(Table, f"{service}.shop.public.orders")
    assert "shop" in catalog.export_csv(DatabaseService, service)
    assert "name" in catalog.export_csv(Team, "Organization")


@check("exports and imports in the background")
def background(catalog):
    assert catalog.export_csv_async(Glossary, "Csv113")
    exported = catalog.export_csv(Glossary, "Csv113")
    more = exported.rstrip("\r\n") + "\r\n" + exported.rstrip("\r\n").splitlines()[-1].replace("alpha", "gamma").replace("beta", "gamma") + "\r\n"
    assert catalog.import_csv_async(Glossary, "Csv113", more)
    for _ in range(50):
        if catalog.get_by_name(GlossaryTerm, "Csv113.gamma"):
            return
        time.sleep(0.1)
    raise AssertionError("the import in the background left nothing")


run(connect)
