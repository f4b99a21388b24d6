"""Every route, every persona, the answer expected (trust rules 4 and 5).

A route that is not listed fails the build. `SAM` is a child of Derbyshire, placed at the cast's
school and known to its psychologist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

PERSONAS = (
    *("officer", "city_officer", "manager", "dco", "psychologist", "senco", "data_officer"),
    *("privacy_officer", "commissioner", "board_member", "administrator", "parent", "stranger"),
    *("improvement_lead", "icb_lead", "forum_rep"),
    "visitor",
)
AREA_STAFF = frozenset({"officer", "manager", "dco", "data_officer"})
TIED = AREA_STAFF | {"psychologist", "senco"}
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Row:
    """The answers of one route: 200 to `opens`, and to everybody else what is said."""

    opens: frozenset[str] = NOBODY
    others: int = 404
    exceptions: dict[str, int] = field(default_factory=dict)
    arguments: tuple[object, ...] = ()

    def expected(self, persona: str) -> int:
        if persona in self.exceptions:
            return self.exceptions[persona]
        return 200 if persona in self.opens else self.others


TYPISTS = Row(
    opens=frozenset({"officer", "manager"}), others=403, exceptions={"city_officer": 404},
    arguments=("derbyshire",),
)  # fmt: skip
EVERYBODY = Row(opens=frozenset(PERSONAS))
# Tied to the child by parenthood, or in the area for another purpose: told no, not "no such child".
KNOWN_BUT_REFUSED = {"parent": 403, "privacy_officer": 403}
SAM = ("SAM",)
CHILD_PAGE = Row(opens=TIED, exceptions=KNOWN_BUT_REFUSED, arguments=SAM)
LOOKED = Row(
    opens=frozenset({"officer", "manager", "privacy_officer"}),
    exceptions={
        "parent": 403, "dco": 403, "data_officer": 403, "psychologist": 403, "senco": 403,
    },
    arguments=SAM,
)  # fmt: skip
PARENT = frozenset({"parent"})
FAMILY_PAGE = Row(
    opens=PARENT, exceptions=dict.fromkeys(TIED | {"privacy_officer"}, 403), arguments=SAM
)
WORKERS = TIED | {"city_officer"}
ANSWER_ACTS = ("one", "reply", "form-given", "take-on", "note", "give", "close", "match")
ANSWERERS = frozenset({"officer", "manager", "city_officer"})
CONTACTED = Row(
    opens=frozenset({"officer", "manager"}),
    exceptions={
        "parent": 403, "dco": 403, "data_officer": 403, "psychologist": 403, "senco": 403,
        "privacy_officer": 403,
    },
    arguments=SAM,
)  # fmt: skip
CASEWORKERS = frozenset({"officer", "city_officer", "manager"})
FINDERS = AREA_STAFF | {"city_officer", "privacy_officer"}
NO_BATCH = Row(others=403, exceptions=dict.fromkeys(CASEWORKERS, 404), arguments=("none-such",))
LISTS = AREA_STAFF | {"city_officer"}
LOADS = Row(opens=frozenset({"data_officer"}), others=403)
PUBLISHERS = frozenset({"manager", "data_officer"})
EVIDENCE = PUBLISHERS | {"privacy_officer"}
NO_ROOM = Row(others=403, exceptions=dict.fromkeys(EVIDENCE, 404), arguments=(999_999,))
NO_LOAD = Row(others=403, exceptions={"data_officer": 404}, arguments=(999_999,))

# A draft that is not there, for those who may work on drafts; others are told no, or nothing.
NO_DRAFT = Row(exceptions={**KNOWN_BUT_REFUSED, "data_officer": 403}, arguments=("SAM", 999_999))
LEADS = frozenset({"improvement_lead", "icb_lead"})
ASKERS = LEADS | {"board_member", "forum_rep"}
PLANNERS = ASKERS | {"manager", "dco", "commissioner"}  # all who see the area's plan
RELEASED_ONLY = dict.fromkeys((*ASKERS, "commissioner"), 302)
PLAN_PAGE = Row(opens=PLANNERS, others=403, arguments=("derbyshire",))
# No such record; each persona is tried on real ones in test_improvement_pages.py.
NO_PLAN = dict.fromkeys(PLANNERS, 404)


def no_plan(*arguments: object) -> Row:
    """Answer for a record that is not there: 404 to those who see plans, 403 to others."""
    return Row(others=403, exceptions=NO_PLAN, arguments=(999_999, *arguments))


CASE_ASKERS = frozenset({"officer", "manager"})
ASKED_ABOUT_SAM = Row(
    opens=CASE_ASKERS,
    exceptions=dict.fromkeys(
        ("dco", "psychologist", "senco", "data_officer", "parent", "privacy_officer"), 403
    ),
    arguments=SAM,
)
NO_ADULT = Row(
    exceptions=dict.fromkeys(
        ("dco", "psychologist", "senco", "data_officer", "parent", "privacy_officer"), 403
    ),
    arguments=("SAM", 999_999),
)
SEES_AREAS = AREA_STAFF | {"city_officer"}
AREA_FORECAST = Row(
    opens=AREA_STAFF, others=403, exceptions={"city_officer": 404}, arguments=("derbyshire",)
)
NO_DECIDERS = ("dco", "data_officer", "psychologist", "senco", "privacy_officer", "parent")

MATRIX: dict[str, Row] = {
    "desk:home": Row(others=302, opens=frozenset({"stranger"})),
    "desk:work": Row(opens=WORKERS, others=403),
    "desk:find": Row(opens=FINDERS, others=403),
    "desk:thread": CHILD_PAGE,
    "desk:record": CHILD_PAGE,
    "assessment:case": CHILD_PAGE,
    # Sam has no case here: each act and persona is tried on a real one in test_assessment_pages.py.
    "assessment:act": Row(
        exceptions=dict.fromkeys(NO_DECIDERS, 403),
        arguments=("SAM", "whether-to-assess"),
    ),
    "assessment:recheck": Row(
        exceptions=dict.fromkeys(NO_DECIDERS, 403),
        arguments=("SAM", 999_999),
    ),
    "assessment:before-panel": Row(  # Sam has no case: tried in test_panel_pages.py
        exceptions=dict.fromkeys(NO_DECIDERS, 403), arguments=SAM
    ),
    "assessment:asked": ASKED_ABOUT_SAM,
    "assessment:panels": Row(opens=CASEWORKERS, others=403),
    "assessment:panel": Row(
        others=403, exceptions=dict.fromkeys(CASEWORKERS, 404), arguments=(999_999,)
    ),
    "assessment:ask": EVERYBODY,
    "assessment:ask-copy": Row(opens=frozenset(PERSONAS), arguments=("none",)),
    "assessment:requests": Row(opens=CASEWORKERS, others=403),
    "assessment:take-in": Row(
        opens=CASEWORKERS | {"dco", "psychologist", "senco"}, others=403
    ),
    # No such request; a real one is tried by each persona in test_request_pages.py.
    "assessment:match": Row(
        others=403, exceptions=dict.fromkeys(CASEWORKERS, 404), arguments=(999_999,)
    ),
    "desk:team": CHILD_PAGE,
    "desk:documents": Row(
        opens=TIED - {"data_officer"},
        exceptions={**KNOWN_BUT_REFUSED, "data_officer": 403},
        arguments=SAM,
    ),
    "desk:looked": LOOKED,
    "desk:areas": Row(
        opens=frozenset({"dco"}), others=403,
        exceptions={"officer": 302, "manager": 302, "data_officer": 302, "city_officer": 302},
    ),
    "desk:overview": Row(
        opens=AREA_STAFF, others=403, exceptions={"city_officer": 404}, arguments=("derbyshire",)
    ),
    "desk:posts": Row(opens=frozenset({"administrator"}), others=403),
    "desk:appoint": Row(opens=frozenset({"administrator"}), others=403),
    # No such post, emergency or alert; real ones are tried in the tests of their own pages.
    "desk:post": Row(others=403, exceptions={"administrator": 404}, arguments=(999_999,)),
    "desk:emergency": Row(opens=frozenset({"manager", "dco"}), others=403),
    "desk:privacy": Row(opens=frozenset({"privacy_officer"}), others=403),
    "desk:glass": Row(others=403, exceptions={"privacy_officer": 404}, arguments=(999_999,)),
    "desk:alert": Row(others=403, exceptions={"privacy_officer": 404}, arguments=(999_999,)),
    "desk:rules": EVERYBODY,
    "desk:rule": Row(opens=frozenset(PERSONAS), arguments=("ena-decide",)),
    "measures:areas": Row(
        opens=frozenset({"dco"}), others=403,
        exceptions={"officer": 302, "manager": 302, "data_officer": 302, "city_officer": 302},
    ),
    "measures:area": Row(
        opens=AREA_STAFF, others=403, exceptions={"city_officer": 404}, arguments=("derbyshire",)
    ),
    "measures:measure": Row(
        opens=AREA_STAFF, others=403, exceptions={"city_officer": 404},
        arguments=("derbyshire", "plans-in-20-weeks"),
    ),
    "measures:publish": Row(opens=PUBLISHERS, others=403, arguments=("derbyshire",)),
    # No such release; a real one is tried by each persona in test_measure_releases.py.
    "measures:release": Row(
        others=403, exceptions=dict.fromkeys(PUBLISHERS, 404), arguments=(999_999,)
    ),
    "measures:approve": Row(others=405, arguments=(999_999,)),
    "measures:refuse": Row(others=405, arguments=(999_999,)),
    "measures:all-published": EVERYBODY,
    "measures:typical-waits": EVERYBODY,
    "measures:waits-area": Row(opens=frozenset(PERSONAS), arguments=("derbyshire",)),
    "measures:answers": EVERYBODY,
    "measures:felt": EVERYBODY,
    "measures:published": Row(arguments=(999_999,)),
    "measures:csv": Row(arguments=(999_999,)),
    # The families' door: each kind of family is tried in test_family_people.py.
    # The family's rights at the desk: no such adult and nothing asked; tried in test_family_rights.
    "desk:family": ASKED_ABOUT_SAM,
    "desk:family-own-code": ASKED_ABOUT_SAM,
    "desk:family-mandate": ASKED_ABOUT_SAM,
    "desk:family-capacity": ASKED_ABOUT_SAM,
    "desk:family-add": ASKED_ABOUT_SAM,
    "desk:family-adult": NO_ADULT,
    "desk:family-end": NO_ADULT,
    "desk:family-restrict": NO_ADULT,
    "desk:family-code": NO_ADULT,
    "desk:family-answer": NO_ADULT,
    "desk:family-asked": NO_ADULT,
    # The way in for whoever holds a code: those signed in add a child instead.
    "family:join": Row(others=302, opens=frozenset({"visitor"})),
    "family:code": Row(opens=frozenset(PERSONAS) - {"visitor"}, others=302),
    "family:account": Row(opens=frozenset(PERSONAS) - {"visitor"}, others=302),
    # The telephone is for whoever holds no post; signing in by it is for whoever is half in.
    "family:phone": Row(
        opens=frozenset({"parent", "stranger"}), others=403, exceptions={"visitor": 302}
    ),
    "family:sign-in-by-text": Row(others=302),
    "family:sharing": replace(FAMILY_PAGE, opens=NOBODY),
    "family:home": Row(others=403, exceptions={"parent": 302}),
    "family:look": Row(opens=PARENT, others=403),
    "family:letters": FAMILY_PAGE,
    # No such letter; real ones are read in test_family_letters.py.
    "family:letter": Row(arguments=(999_999,)),
    "family:letter-pdf": Row(arguments=(999_999,)),
    "family:needs": Row(opens=PARENT, others=403),
    "family:heard": EVERYBODY,
    "family:heard-thanks": EVERYBODY,
    # Any link opens the same page: it says no more of one that never was than of one used before.
    "family:heard-link": Row(opens=frozenset(PERSONAS), arguments=("none",)),
    "family:heard-stop": Row(others=405, arguments=("none",)),
    "family:heard-year": Row(opens=frozenset(PERSONAS), arguments=("derbyshire",)),
    "family:heard-did": Row(opens=frozenset(PERSONAS), arguments=("derbyshire",)),
    # Nobody was asked; a real asking is tried by each persona in test_heard_pages.py.
    "family:heard-mine": FAMILY_PAGE,
    "family:heard-asked": Row(arguments=(999_999,)),
    "heard:areas": Row(
        opens=frozenset({"dco"}), others=403,
        exceptions={"officer": 302, "manager": 302, "data_officer": 302, "city_officer": 302},
    ),
    "heard:answers": Row(
        opens=AREA_STAFF, others=403, exceptions={"city_officer": 404}, arguments=("derbyshire",)
    ),
    # Nobody is named to read here; somebody who is, in test_heard_pages.py.
    "heard:words": Row(others=403, exceptions={"city_officer": 404}, arguments=("derbyshire",)),
    "heard:readers": Row(opens=frozenset({"manager"}), others=403, arguments=("derbyshire",)),
    "heard:aside": Row(opens=frozenset({"manager"}), others=403, arguments=("derbyshire",)),
    "heard:paper": TYPISTS,
    "heard:type-in": replace(TYPISTS, arguments=("derbyshire", "year")),
    # Nobody is to be rung here; somebody who is, in test_heard_links.py.
    "heard:ring": replace(
        TYPISTS, opens=frozenset(), arguments=("derbyshire", 999_999),
        exceptions=dict.fromkeys(TYPISTS.opens, 404) | dict(TYPISTS.exceptions),
    ),
    "heard:print-forms": replace(TYPISTS, arguments=("derbyshire", "year")),
    "heard:take-back": Row(others=405, arguments=("6f0c2a52-3a5d-4f0e-9c39-5b9d1f6a7e10",)),
    "heard:stop-reader": Row(others=405, arguments=(999_999,)),
    "heard:judge": Row(others=405, arguments=("6f0c2a52-3a5d-4f0e-9c39-5b9d1f6a7e10",)),
    "desk:said-areas": Row(
        opens=frozenset({"icb_lead"}), others=403,
        exceptions={"improvement_lead": 302, "forum_rep": 302},
    ),
    "desk:said": Row(
        opens=LEADS | {"forum_rep"}, others=403, arguments=("derbyshire",)
    ),
    "desk:said-act": Row(others=405, arguments=(999_999, "publish")),
    "family:where": FAMILY_PAGE,
    "family:unhappy": FAMILY_PAGE,
    "family:say": FAMILY_PAGE,
    "family:say-one": replace(FAMILY_PAGE, arguments=("SAM", "likes")),
    # Only the child has such a page; tried in test_family_voice.py.
    "family:private": replace(FAMILY_PAGE, opens=NOBODY),
    "desk:voice": CHILD_PAGE,
    "family:delivery": FAMILY_PAGE,
    "family:delivery-sheet": replace(FAMILY_PAGE, arguments=("SAM", "csv")),
    "family:draft": FAMILY_PAGE,
    # With no draft there is nothing to speak of: tried on a real one in test_family_draft.py.
    "family:comment": Row(
        exceptions=dict.fromkeys(TIED | {"privacy_officer"}, 403) | {"parent": 302}, arguments=SAM
    ),
    "family:waits": FAMILY_PAGE,
    "family:wait-tell": Row(arguments=(999_999,)),
    "family:looked": FAMILY_PAGE,
    "desk:delivery": CHILD_PAGE,
    "desk:delivery-sheet": replace(CHILD_PAGE, arguments=("SAM", "csv")),
    "desk:needs": ASKED_ABOUT_SAM,
    "desk:late": Row(
        opens=frozenset({"officer", "manager"}),
        exceptions=dict.fromkeys(
            ("dco", "data_officer", "psychologist", "senco", "parent", "privacy_officer"), 403
        ),
        arguments=SAM,
    ),
    # Messages: those who answer families. No such message; real ones are tried in test_contact.py.
    "contact:inbox": Row(opens=ANSWERERS, others=403),
    "contact:gaps": Row(opens=ANSWERERS, others=403),
    "contact:explain-several": Row(opens=ANSWERERS, others=403),
    "contact:answering": Row(opens=ANSWERERS, others=403),
    "contact:promises": Row(opens=ANSWERERS, others=403),
    "contact:struggling": Row(arguments=(999_999,)),
    # No such team; a real one is tried in test_contact_teams.py.
    "contact:team": Row(
        others=403, exceptions=dict.fromkeys(ANSWERERS, 404), arguments=(999_999,)
    ),
    **dict.fromkeys(
        [f"contact:{act}" for act in ANSWER_ACTS],
        Row(arguments=(999_999,)),
    ),
    **dict.fromkeys(
        ["contact:child", "contact:call", "contact:explain", "contact:complain"], CONTACTED
    ),
    # Complaints: the same. No such complaint; real ones are tried in test_complaints.py.
    "contact:complaints": Row(opens=ANSWERERS, others=403),
    "contact:lessons": Row(opens=ANSWERERS, others=403),
    "contact:complaint": Row(arguments=(999_999,)),
    "contact:complaint-act": Row(arguments=(999_999, "answer")),
    "contact:lesson-done": Row(others=405, arguments=(999_999,)),
    "contact:text-came": Row(others=405),  # for a machine with a token: test_contact_texts.py
    # Requests for information: the same. Real ones are tried in test_information.py.
    "contact:information": Row(opens=ANSWERERS, others=403),
    "contact:information-one": Row(arguments=(999_999,)),
    "contact:information-act": Row(arguments=(999_999, "answer")),
    "contact:information-new": CONTACTED,
    "family:records": FAMILY_PAGE,
    "family:messages": FAMILY_PAGE,
    "family:write": FAMILY_PAGE,
    "family:message": Row(arguments=(999_999,)),
    "family:complain": FAMILY_PAGE,
    "family:complaint": Row(arguments=(999_999,)),
    "ui:gallery": EVERYBODY,
    "assessment:advice": Row(opens=frozenset({"dco", "psychologist", "senco"}), others=403),
    "assessment:service": Row(opens=frozenset({"dco"}), others=403),
    "assessment:chase": Row(opens=CASE_ASKERS | {"city_officer"}, others=403),
    # No such request; real ones are tried by each persona in test_advice_pages.py.
    "assessment:answer": Row(arguments=(999_999,)),
    "assessment:new-statement": Row(arguments=(999_999, "need")),
    "assessment:statement": Row(arguments=(999_999, 1)),
    "assessment:care": Row(arguments=(999_999,)),
    "assessment:hand-out": Row(
        others=403,
        exceptions=dict.fromkeys((*CASE_ASKERS, "city_officer", "dco"), 404),
        arguments=(999_999,),
    ),
    "assessment:request": Row(arguments=(999_999,)),
    "assessment:child-advice": ASKED_ABOUT_SAM,
    "assessment:forecasts": Row(others=403, exceptions=dict.fromkeys(SEES_AREAS, 302)),
    "assessment:forecast": AREA_FORECAST,
    "assessment:days-lost": AREA_FORECAST,
    "assessment:before-school": AREA_FORECAST,
    "assessment:comparables": Row(
        others=403, exceptions=dict.fromkeys(SEES_AREAS, 404), arguments=(999_999,)
    ),
    "desk:team-work": Row(opens=frozenset({"manager"}), others=403),
    "desk:caseload": Row(opens=frozenset({"manager"}), others=403, arguments=("nobody",)),
    "redress:child": ASKED_ABOUT_SAM,
    "redress:take-up": ASKED_ABOUT_SAM,
    # Sam's family has no decision to appeal here; real ones are tried in test_redress.py.
    "redress:step": Row(
        exceptions=dict.fromkeys(NO_DECIDERS, 403), arguments=("SAM", 999_999, "contacted")
    ),
    "placements:consultations": Row(opens=frozenset({"senco"}), others=403),
    # No such consultation; a real one is tried in test_consultations.py.
    "placements:consultation": Row(arguments=(999_999,)),
    "placements:copy-file": Row(arguments=(999_999,)),
    "placements:child": ASKED_ABOUT_SAM,
    # No such consultation of Sam's; a real one is tried in test_consultations.py.
    "placements:written-down": Row(
        exceptions=ASKED_ABOUT_SAM.exceptions, arguments=("SAM", 999_999)
    ),
    # Those who hold no casework are sent on to what was released.
    "waits:lists": Row(opens=LISTS, others=403, exceptions=RELEASED_ONLY),
    # No such list, referral or handover; real ones are tried in test_waits_pages.py.
    "waits:list": Row(others=403, arguments=(999_999,)),
    "waits:figures": Row(
        others=403, exceptions=dict.fromkeys(LISTS, 404), arguments=(999_999,)
    ),
    "waits:intake": Row(others=403, arguments=(999_999,)),
    "waits:referral": Row(arguments=(999_999,)),
    "waits:update": Row(arguments=(999_999,)),
    "waits:answer": Row(others=405, arguments=(999_999,)),
    "waits:area": Row(
        opens=AREA_STAFF, others=403, exceptions={"city_officer": 404} | RELEASED_ONLY,
        arguments=("derbyshire",),
    ),
    "waits:child": CHILD_PAGE,
    "family:navigator": FAMILY_PAGE,
    "desk:due": AREA_FORECAST,
    "desk:due-csv": Row(
        opens=PUBLISHERS, others=403, exceptions={"city_officer": 404}, arguments=("derbyshire",)
    ),
    # Sam has no navigator: real cases are tried by each persona in test_navigators.py.
    "navigators:child": Row(
        opens=frozenset({"officer", "manager", "senco"}),
        exceptions={
            **KNOWN_BUT_REFUSED,
            **dict.fromkeys(("dco", "data_officer", "psychologist"), 403),
        },
        arguments=SAM,
    ),
    "navigators:list": Row(others=403),
    "navigators:case": Row(arguments=(999_999,)),
    "navigators:take": Row(others=405, arguments=(999_999,)),
    "navigators:act": Row(arguments=(999_999, "contact")),
    "directory:search": EVERYBODY,
    "directory:tries": EVERYBODY,
    # No such service or page; real ones are tried in test_directory.py.
    "directory:service": Row(arguments=("6f0c2a52-3a5d-4f0e-9c39-5b9d1f6a7e10",)),
    "directory:try": Row(arguments=("none",)),
    "directory:pages": Row(opens=frozenset({"dco"}), others=403),
    "directory:approve": Row(others=405, arguments=("none",)),
    "directory:feeds": LOADS,
    "directory:reading": NO_LOAD,  # a real one is tried in test_directory_feeds.py
    "directory:api": EVERYBODY,
    "directory:api-list": Row(opens=frozenset(PERSONAS), arguments=("services",)),
    "directory:api-one": Row(
        arguments=("services", "6f0c2a52-3a5d-4f0e-9c39-5b9d1f6a7e10"),
    ),
    # Not there outside the demo, and one click signs in only by POST: see test_sign_in.py.
    "access:personas": Row(),
    "access:become": Row(others=405, arguments=(1,)),
    # No such file; each persona is tried on a real one in test_files_stored.py.
    "files:download": Row(arguments=(999_999,)),
    "desk:stock": Row(
        opens=AREA_STAFF, others=403, exceptions={"city_officer": 404}, arguments=("derbyshire",)
    ),
    "desk:take_advice": Row(others=405, arguments=("SAM", 999_999)),
    "desk:send_plan": Row(others=405, arguments=("SAM", 999_999)),
    "plans:home": CHILD_PAGE,
    "plans:start": Row(others=405, arguments=SAM),
    # No such version or draft; each persona is tried on real ones in test_plan_pages.py.
    "plans:version": Row(exceptions=KNOWN_BUT_REFUSED, arguments=("SAM", 999_999, 1)),
    "plans:easy_read": Row(
        exceptions={**NO_DRAFT.exceptions, "psychologist": 403, "dco": 403, "senco": 403},
        arguments=("SAM", 999_999, 1),
    ),
    "plans:rendering": Row(
        exceptions=KNOWN_BUT_REFUSED, arguments=("SAM", 999_999, 1, "statutory")
    ),
    "plans:draft": NO_DRAFT,
    "plans:section": replace(NO_DRAFT, arguments=("SAM", 999_999, "B")),
    "plans:statement": replace(NO_DRAFT, arguments=("SAM", 999_999, "B", "B1")),
    "plans:keep": Row(others=405, arguments=("SAM", 999_999, "B", "B1")),
    "plans:out": Row(others=405, arguments=("SAM", 999_999, "B", "B1")),
    "plans:advice": NO_DRAFT,
    "plans:source": replace(NO_DRAFT, arguments=("SAM", 999_999, 1)),
    "plans:question": Row(others=405, arguments=("SAM", 999_999, 1)),
    "plans:comments": NO_DRAFT,
    "plans:comment": replace(NO_DRAFT, arguments=("SAM", 999_999, 1)),
    "plans:accuracy": NO_DRAFT,
    "plans:passages": replace(NO_DRAFT, arguments=("SAM", 999_999, "K1")),
    "plans:correction": replace(NO_DRAFT, arguments=("SAM", 999_999, 1)),
    "plans:issue": NO_DRAFT,
    "plans:reason": Row(others=405, arguments=("SAM", 999_999)),
    "plans:agreement": Row(others=405, arguments=("SAM", 999_999)),
    "plans:family": Row(others=405, arguments=("SAM", 999_999)),
    "letters:child": Row(
        opens=frozenset({"officer", "manager"}),
        exceptions={**KNOWN_BUT_REFUSED, **dict.fromkeys(TIED - {"officer", "manager"}, 403)},
        arguments=SAM,
    ),
    "letters:outbox": Row(opens=CASEWORKERS, others=403),
    "letters:holds": Row(opens=CASEWORKERS, others=403),
    "letters:print": Row(opens=CASEWORKERS, others=403),
    "letters:print-take": Row(others=405),
    # No such batch; a real one is printed, posted and brought back in test_print_room.py.
    "letters:print-batch": NO_BATCH,
    "letters:print-pdf": NO_BATCH,
    "letters:print-posted": Row(others=405, arguments=("none-such",)),
    "letters:came-back": Row(others=405, arguments=(999_999,)),
    "letters:print-again": Row(others=405, arguments=(999_999,)),
    # No such letter, copy or hold; real ones are tried by each persona in test_letters_pages.py.
    "letters:letter": Row(arguments=(999_999,)),
    "letters:form": Row(arguments=(999_999,)),
    "letters:pdf": Row(arguments=(999_999,)),
    "letters:docx": Row(arguments=(999_999,)),
    "letters:hold": Row(arguments=(999_999,)),
    "letters:again": Row(others=405, arguments=(999_999,)),
    "letters:went": Row(others=405, arguments=(999_999,)),
    "improvement:areas": Row(
        opens=frozenset({"dco", "commissioner", "icb_lead"}), others=403,
        exceptions={"manager": 302, "board_member": 302, "improvement_lead": 302, "forum_rep": 302},
    ),
    "improvement:board": PLAN_PAGE,
    "improvement:pack": PLAN_PAGE,
    "improvement:plan": PLAN_PAGE,
    "improvement:inspections": PLAN_PAGE,
    "improvement:log": PLAN_PAGE,
    "improvement:lessons": Row(
        opens=frozenset({"manager"}), others=403, arguments=("derbyshire",)
    ),
    "improvement:lesson": Row(others=403, exceptions={"manager": 404}, arguments=(999_999,)),
    "improvement:challenge": PLAN_PAGE,
    "improvement:commissioning": PLAN_PAGE,
    "improvement:commission": Row(opens=LEADS, others=403, arguments=("derbyshire", "slcn")),
    "improvement:terms": Row(opens=LEADS, others=403, arguments=("derbyshire",)),
    "improvement:evaluations": PLAN_PAGE,
    "improvement:progress": PLAN_PAGE,
    "improvement:log-new": Row(opens=LEADS, others=403, arguments=("derbyshire", "risk")),
    "improvement:meeting-new": Row(opens=ASKERS, others=403, arguments=("derbyshire",)),
    "improvement:evaluation-new": Row(opens=LEADS, others=403, arguments=("derbyshire",)),
    "improvement:inspection": no_plan(),
    "improvement:judge": no_plan("fact", 0),
    "improvement:confirm": no_plan(),
    "improvement:put-aside": no_plan(),
    "improvement:submit": no_plan(),
    "improvement:document": no_plan("pdf"),
    "improvement:workstream-new": no_plan(),
    "improvement:action-new": no_plan(),
    "improvement:action": no_plan(),
    "improvement:act": no_plan("start"),
    "improvement:step": no_plan("reach"),
    "improvement:evidence-check": no_plan(),
    "improvement:risk-close": no_plan(),
    "improvement:meeting": no_plan(),
    "improvement:ask": no_plan(),
    "improvement:answer": no_plan(),
    "improvement:evaluation": no_plan(),
    "improvement:evaluation-finish": no_plan(),
    "improvement:part": no_plan("health"),
    "improvement:claim": no_plan(),
    "improvement:sign": no_plan(),
    "improvement:public": Row(opens=frozenset(PERSONAS), arguments=("derbyshire",)),
    "exchange:loads": LOADS,
    "exchange:send": LOADS,
    # No such load; each persona is tried on a real one in test_load_pages.py.
    "exchange:load": NO_LOAD,
    "exchange:confirm": NO_LOAD,
    "exchange:undo": NO_LOAD,
    # No such room or export; real ones are tried by each persona in test_evidence.py.
    "exchange:evidence-rooms": Row(opens=EVIDENCE, others=403),
    "exchange:evidence": NO_ROOM,
    "exchange:evidence-lists": NO_ROOM,
    "exchange:evidence-log": NO_ROOM,
    "exchange:evidence-pack": Row(
        others=403, exceptions=dict.fromkeys(EVIDENCE, 404), arguments=(999_999, 1)
    ),
    "exchange:export": NO_ROOM,
    "exchange:export-decide": Row(others=405, arguments=(999_999,)),
    "exchange:export-take": Row(others=405, arguments=(999_999,)),
    "exchange:discard": Row(others=405, arguments=(999_999,)),
}  # fmt: skip
# Pages of the sign-in library: they hold no child's data, and are tested in test_sign_in.py.
SIGN_IN = ("account_", "mfa_")


def routes(patterns: list, prefix: str = "") -> Iterator[str]:
    """Yield the name of every route, with its namespace."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from routes(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"


def test_every_route_is_listed():
    named = set(routes(get_resolver().url_patterns))
    ours = set(filter(lambda name: not name.startswith(SIGN_IN), named))
    assert ours == set(MATRIX)


@pytest.fixture
def answer(cast, sam):
    """Return what a persona is answered by a route."""

    def ask(persona: str, name: str, row: Row) -> int:
        client = Client()
        if persona != "visitor":
            client.force_login(
                getattr(cast, persona), backend="django.contrib.auth.backends.ModelBackend"
            )
        arguments = [sam.pk if each == "SAM" else each for each in row.arguments]
        return client.get(reverse(name, args=arguments)).status_code

    return ask


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_each_persona_gets_the_answer_expected(answer, name):
    row = MATRIX[name]
    assert {who: answer(who, name, row) for who in PERSONAS} == {
        who: row.expected(who) for who in PERSONAS
    }
