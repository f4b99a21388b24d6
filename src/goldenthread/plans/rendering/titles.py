"""What each section is called (SEND Regulations 2014, reg 12(1)), and other fixed words."""

from __future__ import annotations

from collections.abc import Mapping

from goldenthread.plans.content import (
    AdulthoodArea,
    AdviceKind,
    NeedArea,
    PlanStatus,
    Section,
    Voice,
)

TITLES: Mapping[Section, str] = {
    Section.A: "The views, interests and aspirations of the child and their parents, "
    "or of the young person",
    Section.B: "Special educational needs",
    Section.C: "Health care needs which relate to the special educational needs",
    Section.D: "Social care needs which relate to the special educational needs or to a disability",
    Section.E: "Outcomes sought",
    Section.F: "Special educational provision",
    Section.G: "Health care provision reasonably required",
    Section.H1: "Social care provision which must be made under section 2 of the Chronically Sick "
    "and Disabled Persons Act 1970",
    Section.H2: "Any other social care provision reasonably required",
    Section.I: "Name and type of the school or other institution",
    Section.J: "Personal budget",
    Section.K: "Advice and information",
}
STATUS: Mapping[PlanStatus, str] = {
    PlanStatus.DRAFT: "Draft Education, Health and Care Plan",
    PlanStatus.AMENDED_DRAFT: "Amended draft Education, Health and Care Plan",
    PlanStatus.FINAL: "Final Education, Health and Care Plan",
    PlanStatus.AMENDED_FINAL: "Amended final Education, Health and Care Plan",
}
NO_STATUS = "Education, Health and Care Plan"
AREAS: Mapping[NeedArea, str] = {
    NeedArea.COMMUNICATION: "Communication and interaction",
    NeedArea.COGNITION: "Cognition and learning",
    NeedArea.SEMH: "Social, emotional and mental health",
    NeedArea.SENSORY_PHYSICAL: "Sensory and physical",
    NeedArea.HEALTH: "Health",
    NeedArea.SOCIAL_CARE: "Social care",
}
ADULTHOOD: Mapping[AdulthoodArea, str] = {
    AdulthoodArea.EMPLOYMENT: "Employment",
    AdulthoodArea.LIVING: "Independent living",
    AdulthoodArea.COMMUNITY: "Friends and community",
    AdulthoodArea.HEALTH: "Health",
}
VOICES: Mapping[Voice, str] = {
    Voice.CHILD: "What I say, in my own words",
    Voice.YOUNG_PERSON: "What I say, in my own words",
    Voice.PARENT: "What my parents or carers say",
    Voice.OTHER: "What others say",
}
HOPES: Mapping[Voice, str] = {
    Voice.CHILD: "What I hope for",
    Voice.YOUNG_PERSON: "What I hope for",
    Voice.PARENT: "What my parents or carers hope for",
    Voice.OTHER: "What others hope for",
}
ADVICE: Mapping[AdviceKind, str] = {
    AdviceKind.FAMILY: "The family",
    AdviceKind.EDUCATION: "Education",
    AdviceKind.SENSORY_TEACHER: "Specialist teacher",
    AdviceKind.MEDICAL: "Medical",
    AdviceKind.PSYCHOLOGY: "Educational psychology",
    AdviceKind.SOCIAL_CARE: "Social care",
    AdviceKind.THERAPY: "Therapy",
    AdviceKind.OTHER: "Other advice",
    AdviceKind.ADULTHOOD: "Preparing for adulthood",
    AdviceKind.REQUESTED: "Advice the family asked for",
}
NOTHING = "Nothing is recorded in this section."
LATER = "(completed in the final plan)"
