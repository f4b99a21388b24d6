"""What the case record knows that the plan itself does not say.

Every fact may be unknown: None means nobody has told us, and the checks that need it then say
that they were not made. An empty list means: asked, and there are none.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from goldenthread.plans.content import HealthAgreement, Plan


class Facts(BaseModel):
    """Never changed once made; a fact the schema does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RegisteredSetting(Facts):
    """A setting as the register has it."""

    name: str
    urn: str
    kind: str


class AdviserReply(Facts):
    """A draft sent to an adviser, and the answer."""

    adviser: str
    kind: Literal["health", "social care", "education", "psychology", "other"]
    sent_date: date | None = None
    reply_date: date | None = None
    reply: Literal["accurate", "changes", "left out", ""] = ""


class Offer(Facts):
    """An offer made to the family (an assessment, a personal budget), and its answer."""

    offered_date: date
    offered_by: str = ""
    answer: str = ""
    answer_date: date | None = None


class Wait(Facts):
    """An open wait for an NHS or care service."""

    service: str
    since: date


class AgreedChange(Facts):
    """A change between draft and final that the family asked for."""

    row: str
    asked_date: date
    asked_by: str = ""


class SettingReply(Facts):
    """A setting's answer to a consultation."""

    setting: str
    can_meet_need: bool
    council_reasoning: str = ""


class CaseFacts(Facts):
    """The facts beside one plan."""

    people_named: tuple[str, ...] | None = None
    consulted_settings: tuple[str, ...] | None = None
    settings_register: tuple[RegisteredSetting, ...] | None = None
    served_draft: Plan | None = None
    agreed_changes: tuple[AgreedChange, ...] | None = None
    earlier_versions: tuple[Plan, ...] | None = None
    outcomes_met: dict[str, bool] | None = None
    notice_text: str | None = None
    adviser_replies: tuple[AdviserReply, ...] | None = None
    icb_agreement: HealthAgreement | None = None
    icb_agreement_known: bool = False
    social_care_offers: tuple[Offer, ...] | None = None
    open_health_care: tuple[str, ...] | None = None
    waits: tuple[Wait, ...] | None = None
    last_review_decision_date: date | None = None
    review_meeting_date: date | None = None
    amendment_notice_date: date | None = None
    amended_issued_date: date | None = None
    next_setting_named: bool | None = None
    moves_setting: bool | None = None
    attendance_percent: float | None = None
    has_place: bool | None = None
    section_19_hours: float | None = None
    provision_delivered: bool | None = None
    setting_replies: tuple[SettingReply, ...] | None = None
    budget_information: Offer | None = None
    budget_information_known: bool = False
    suspensions_since_review: int | None = None
    early_review_date: date | None = None
    family_format_need: str | None = None
    versions_made: tuple[str, ...] | None = None
    protected_addresses: tuple[str, ...] | None = None
    taught_week_hours: float | None = None
    likely_adult_needs: bool | None = None
    advice_texts: dict[str, str] | None = None
