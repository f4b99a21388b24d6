"""Who one can be in the demo: one person for each kind of seat, all invented.

Each holds one post, or is of a family, or holds nothing at all. The names of bodies are those of
the two areas; the people in them are made up.
"""

from __future__ import annotations

from dataclasses import dataclass

from goldenthread.access.rules import ROLES, Role


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation that people of the demo work for."""

    key: str
    kind: str  # as organisations know it
    name: str
    areas: tuple[str, ...]  # numbers of the local areas it serves
    ods: str = ""


@dataclass(frozen=True, slots=True)
class Persona:
    """One person to sign in as."""

    key: str
    name: str
    role: Role | None
    body: str = ""
    about: str = ""  # said instead of a role

    @property
    def email(self) -> str:
        words = self.name.lower().replace("dr ", "").split()
        return f"{'.'.join(words)}@demo.example"

    @property
    def title(self) -> str:
        """What the person does and where, in words."""
        if self.role is None:
            return self.about
        return f"{ROLES[self.role].title}, {BODIES[self.body].name}"


COUNCILS = {"830": "council-830", "831": "council-831"}
SENCO_SCHOOL = "school"  # the storybook school; its setting is chosen when it is written
BODIES: dict[str, Body] = {
    body.key: body
    for body in (
        Body("council-830", "COUNCIL", "Derbyshire County Council", ("830",)),
        Body("council-831", "COUNCIL", "Derby City Council", ("831",)),
        Body("icb", "ICB", "NHS Derby and Derbyshire ICB", ("830", "831"), "QJ2"),
        Body("navigators", "OTHER", "Derby and Derbyshire SEND navigators", ("830", "831")),
        Body("forum", "OTHER", "Invented Derbyshire parent carer forum", ("830",)),
        Body("board", "OTHER", "Derby and Derbyshire SEND partnership board", ("830", "831")),
        Body("community-paediatrics-830", "TRUST", "Derbyshire community paediatrics", ("830",)),
        Body("neurodevelopmental-830", "TRUST", "Derbyshire neurodevelopmental team", ("830",)),
        Body("mental-health-831", "TRUST", "Derby mental health team for children", ("831",)),
        Body("social-care-ot-830", "TRUST", "Derbyshire home occupational therapy team", ("830",)),
        Body("school-mental-health-831", "TRUST", "Derby mental health team in schools", ("831",)),
        Body(SENCO_SCHOOL, "SETTING", "Amara's primary school", ("830",)),
    )
}
OFFICERS = {"830": "priya", "831": "daniel"}  # who holds the first caseload of each area
PERSONAS: tuple[Persona, ...] = (
    Persona("priya", "Priya Nair", Role.EHC_OFFICER, "council-830"),
    Persona("daniel", "Daniel Osei", Role.EHC_OFFICER, "council-831"),
    Persona("helen", "Helen Marsden", Role.EHC_MANAGER, "council-830"),
    Persona("hanan", "Hanan Idris", Role.TRIBUNAL_OFFICER, "council-830"),
    Persona("farah", "Dr Farah Siddiqui", Role.DCO, "icb"),
    Persona("anita", "Dr Anita Shah", Role.PSYCHOLOGIST, "council-830"),
    Persona("bronwen", "Bronwen Ellis", Role.DSCO, "council-830"),
    Persona("nadia", "Nadia Kowal", Role.SOCIAL_WORKER, "council-830"),
    Persona("fiona", "Fiona Beck", Role.HEALTH_ADVISER, "community-paediatrics-830"),
    Persona("rachel", "Rachel Pemberton", Role.SENCO, SENCO_SCHOOL),
    Persona("meera", "Meera Joshi", Role.WAIT_COORDINATOR, "community-paediatrics-830"),
    Persona("tom", "Dr Tom Alder", Role.CLINICIAN, "community-paediatrics-830"),
    Persona("yusuf", "Yusuf Karim", Role.WAIT_COORDINATOR, "neurodevelopmental-830"),
    Persona("bryony", "Bryony Lister", Role.WAIT_COORDINATOR, "mental-health-831"),
    Persona("piers", "Piers Langford", Role.WAIT_COORDINATOR, "school-mental-health-831"),
    Persona("abena", "Abena Mensah", Role.WAIT_COORDINATOR, "social-care-ot-830"),
    Persona("nina", "Nina Cartwright", Role.NAVIGATOR, "navigators"),
    Persona("owen", "Owen Bradshaw", Role.DATA_OFFICER, "council-830"),
    Persona("colette", "Colette Byrne", Role.DATA_OFFICER, "council-831"),
    Persona("vikram", "Vikram Sood", Role.EHC_MANAGER, "council-831"),
    Persona("sunita", "Sunita Rao", Role.COMMISSIONER, "icb"),
    Persona("gareth", "Gareth Pryce", Role.BOARD_MEMBER, "board"),
    Persona("leah", "Leah Whitworth", Role.IMPROVEMENT_LEAD, "council-830"),
    Persona("tomasz", "Tomasz Zielinski", Role.IMPROVEMENT_LEAD, "icb"),
    Persona("dawn", "Dawn Hartley", Role.FORUM_REPRESENTATIVE, "forum"),
    Persona("ruth", "Ruth Ellery", Role.BOARD_MEMBER, "council-830"),
    Persona("imran", "Imran Chowdhury", Role.BOARD_MEMBER, "icb"),
    Persona("joanne", "Joanne Kerr", Role.ADMINISTRATOR, "council-830"),
    Persona("marcus", "Marcus Webb", Role.PRIVACY_OFFICER, "council-830"),
    Persona("ngozi", "Ngozi Okafor", None, about="Mother of Amara: the council is late"),
    Persona("nasreen", "Nasreen Akhtar", None, about="Mother of Bilal: a draft to read, in Urdu"),
    Persona(
        "kerry",
        "Kerry Winslow",
        None,
        about="Mother of Robin, who speaks with pictures: waits two years",
    ),
    Persona("robin", "Robin Winslow", None, about="A child who speaks with pictures"),
    Persona("rana", "Rana Haddad", None, about="Mother of Layla and Noor"),
    Persona("tarek", "Tarek Haddad", None, about="Father of Layla and Noor, barred by a court"),
    Persona("claire", "Claire Fearnley", None, about="Mother of Rosie: their address is hidden"),
    Persona("jamie", "Jamie Ollerton", None, about="A young person: the rights are their own"),
    Persona("denise", "Denise Ollerton", None, about="Mother of Jamie: sees what Jamie allows"),
    Persona("grace", "Grace Adeyemi", None, about="Advice service: acts for Rana Haddad"),
    Persona("sam", "Sam Vale", None, about="A stranger who holds no post"),
)
# Whose account each adult of a story has: the persona's key, and the story with their place in it.
PARENTS: dict[str, tuple[str, int]] = {
    "kerry": ("symbols", 0),
    "rana": ("barred", 0),
    "tarek": ("barred", 2),
    "claire": ("hidden", 0),
    "denise": ("leaver", 0),
}
