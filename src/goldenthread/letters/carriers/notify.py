"""GOV.UK Notify: letters already drawn as PDF, emails and texts that say where to sign in.

Our key goes as Notify's `reference`, which it keeps and can be asked for.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from goldenthread.letters.carriers.parcel import Down, Parcel, Receipt, Refused

# What Notify says of each kind of message, and what it means for us.
FINAL = frozenset({"delivered", "received", "sent"})
FAILED = frozenset(
    {
        *("permanent-failure", "temporary-failure", "technical-failure", "validation-failed"),
        *("virus-scan-failed", "cancelled", "failed"),
    }
)
TRY_AGAIN = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A service's own account with Notify."""

    key: str
    url: str
    email_template: str = ""
    text_template: str = ""
    postage: str = "second"


class Notify:
    """Hands copies to GOV.UK Notify."""

    name = "notify"
    at_once = 20

    def __init__(self, account: Account) -> None:
        self.account = account
        self.client: Any = NotificationsAPIClient(account.key, base_url=account.url, timeout=20)

    def find(self, parcel: Parcel) -> Receipt | None:
        found = self._asked(self.client.get_all_notifications, reference=parcel.key)
        rows = found["notifications"]
        return _receipt(rows[0]) if rows else None

    def deliver(self, parcel: Parcel) -> Receipt:
        if parcel.channel == "POST":
            sent = self._asked(
                self.client.send_precompiled_letter_notification,
                reference=parcel.key,
                pdf_file=io.BytesIO(parcel.pdf()),
                postage=self.account.postage,
            )
        elif parcel.channel == "EMAIL":
            sent = self._asked(
                self.client.send_email_notification,
                email_address=parcel.to,
                template_id=self.account.email_template,
                personalisation={"subject": parcel.subject, "body": parcel.body},
                reference=parcel.key,
            )
        else:
            sent = self._asked(
                self.client.send_sms_notification,
                phone_number=parcel.to,
                template_id=self.account.text_template,
                personalisation={"body": parcel.body},
                reference=parcel.key,
            )
        return Receipt(sent["id"], "created")

    def ask(self, carrier_id: str) -> Receipt:
        return _receipt(self._asked(self.client.get_notification_by_id, carrier_id))

    def _asked(self, what: Any, *args: Any, **given: Any) -> Any:
        """Ask Notify, and say in our words when it refuses or does not answer.

        :raises Refused: if it will not take it; the message has its own words for why
        :raises Down: if it did not answer, or asks to be left alone for a while
        """
        try:
            return what(*args, **given)
        except APIError as problem:
            status = getattr(problem, "status_code", None)
            if status is None or status in TRY_AGAIN:
                raise Down("Notify did not answer.") from None
            raise Refused(f"Notify refused it ({status}): {_reasons(problem)}") from None


def _reasons(problem: APIError) -> str:
    """Return the kinds of error Notify names; its sentences may repeat what was sent."""
    said = problem.message
    if not isinstance(said, list):
        return "no reason given"
    return ", ".join(
        sorted({str(each.get("error", "")) for each in said if isinstance(each, dict)})
    )


def _receipt(row: dict[str, Any]) -> Receipt:
    status = str(row["status"])
    failed = status in FAILED
    return Receipt(row["id"], status, final=failed or status in FINAL, failed=failed)
