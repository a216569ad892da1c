"""The table of addresses. Everything of a practice stands below ``/p/<slug>/``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from unlisted.desk.api.problems import nothing_there
from unlisted.desk.api.routes import api
from unlisted.desk.oidc import views as oidc
from unlisted.desk.views import (
    appeals,
    audit,
    case,
    case_facts,
    case_files,
    case_work,
    home,
    imports,
    knowledge,
    memory,
    papers,
    people,
    policy,
    practice,
    rates,
    returns,
    worklist,
)

Routes = list[URLPattern | URLResolver]

one_case: Routes = [
    path("", case.show, name="case"),
    path("elements/<slug:name>/", case_facts.element, name="case-element"),
    path("elements/<slug:name>/enter", case_facts.enter, name="case-element-enter"),
    path("elements/<slug:name>/state", case_facts.state, name="case-element-state"),
    path("elements/<slug:name>/settle", case_facts.settle, name="case-element-settle"),
    path("record.json", case_files.record, {"kind": "episode"}, name="case-record"),
    path("record.fhir.json", case_files.record, {"kind": "fhir"}, name="case-record-fhir"),
    path("files/<int:pk>", case_files.file, name="case-file"),
    path("answer", case_work.answer, name="case-answer"),
    path("answer/<int:pk>/withdraw", case_work.withdraw, name="case-withdraw"),
    path("service", case_work.service, name="case-service"),
    path("comparator", case_work.comparator, name="case-comparator"),
    path("review", case_work.review, name="case-review"),
    path("note", case_work.note, name="case-note"),
    path("assign", case_work.assign, name="case-assign"),
    path("waiting", case_work.waiting, name="case-waiting"),
    path("filing-limit", case_work.filing_limit, name="case-filing-limit"),
    path("move", case_work.move, name="case-move"),
    path("packet", case_work.packet, name="case-packet"),
    path("packet/<int:pk>/", case_work.packet_page, name="case-packet-page"),
    path("packet/<int:pk>/files", papers.of_packet, name="case-packet-files"),
    path("packet/<int:pk>/sign", case_work.sign, name="case-sign"),
    path("claim/details", case_work.claim_details, name="case-claim-details"),
    path("claim", case_work.claim, name="case-claim"),
    path("claim/<int:pk>/file", case_work.claim_file, name="case-claim-file"),
    path("claim/<int:pk>/sent", case_work.claim_sent, name="case-claim-sent"),
    path("remittance", case_work.remittance, name="case-remittance"),
    path("denial", case_work.denial, name="case-denial"),
    path("denial/<int:pk>/appeal", case_work.appeal, name="case-appeal"),
    path("appeal/<int:pk>/", appeals.show, name="case-appeal-page"),
    path("appeal/<int:pk>/files", papers.of_appeal, name="case-appeal-files"),
    path("papers/<int:pk>", papers.download, name="case-paper-file"),
    path("appeal/<int:pk>/sign", appeals.sign, name="case-appeal-sign"),
]
of_practice: Routes = [
    path("worklist/", worklist.show, name="worklist"),
    path("worklist/bulk", worklist.bulk, name="worklist-bulk"),
    path("worklist/views", worklist.views, name="worklist-views"),
    path("worklist.csv", worklist.export, {"kind": "csv"}, name="worklist-csv"),
    path("worklist.xlsx", worklist.export, {"kind": "xlsx"}, name="worklist-xlsx"),
    path("search", worklist.search, name="search"),
    path("cases/<int:number>/", include(one_case)),
    path("imports/", imports.imports, name="imports"),
    path("imports/hand-in", imports.hand_in, name="imports-hand-in"),
    path("imports/<int:pk>/", imports.job, name="imports-job"),
    path("imports/<int:pk>/cancel", imports.cancel, name="imports-cancel"),
    path("imports/<int:pk>/retry", imports.retry, name="imports-retry"),
    path("imports/unmatched/", returns.unmatched, name="imports-unmatched"),
    path("imports/unmatched/<int:pk>/settle", returns.settle, name="imports-settle"),
    path("imports/unmatched/<int:pk>/assign", returns.assign, name="imports-assign"),
    path("imports/unmatched/<int:pk>/take-back", returns.take_back, name="imports-take-back"),
    path("memory/", memory.memory, name="memory"),
    path("memory.csv", memory.export, name="memory-csv"),
    path("services/", knowledge.services, name="services"),
    path("services/new", knowledge.service, name="services-new"),
    path("services/<slug:name>/", knowledge.service, name="services-edit"),
    path("payers/", knowledge.payers, name="payers"),
    path("payers/matrix", policy.variability, name="payers-matrix"),
    path("payers/<slug:name>/", knowledge.payer, name="payers-card"),
    path("updates/", policy.updates, name="updates"),
    path("reports/", knowledge.reports, name="reports"),
    path("reports/<slug:code>/", knowledge.report, name="reports-page"),
    path("rates/", rates.rates, name="rates"),
    path("rates/<slug:code>/", rates.explore, name="rates-code"),
    path("rates/<slug:code>/rows.csv", rates.explore_csv, name="rates-csv"),
    path("rates/<slug:code>/figures", rates.figures, name="rates-figures"),
    path("rates/<slug:code>/work-out", rates.work_out, name="rates-work-out"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/role", people.role, name="people-role"),
    path("people/<int:pk>/remove", people.remove, name="people-remove"),
    path("practice/", practice.practice, name="practice"),
    path("audit/", audit.audit, name="audit"),
    path("audit.csv", audit.audit_csv, name="audit-csv"),
    path("tokens/", practice.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke", practice.revoke, name="tokens-revoke"),
]
desk: Routes = [
    path("", home.home, name="home"),
    path("health", home.health, name="health"),
    path("p/<slug:slug>/", include(of_practice)),
]
urlpatterns = [
    path("", include((desk, "desk"))),
    path("api/v1/", api.urls),
    path("api/<path:rest>", nothing_there),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/provider/login/", oidc.login, name="oidc_login"),
    path("accounts/provider/callback/", oidc.callback, name="oidc_callback"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
]
handler400 = "unlisted.desk.views.wrong.not_read"
handler500 = "unlisted.desk.views.wrong.wrong"
