"""Conversations with families, complaints that grow out of some, and requests for information."""

from goldenthread.contact.models.complaints import Complaint, Learning, Stage
from goldenthread.contact.models.conversations import Contact, Message, ReplyPromise
from goldenthread.contact.models.information import InformationRequest
from goldenthread.contact.models.phones import SignInPhone, SignInText
from goldenthread.contact.models.postcards import Postcard
from goldenthread.contact.models.silence import Explained, NightCheck, Silent

__all__ = [
    "Complaint",
    "Contact",
    "Explained",
    "InformationRequest",
    "Learning",
    "Message",
    "NightCheck",
    "Postcard",
    "ReplyPromise",
    "SignInPhone",
    "SignInText",
    "Silent",
    "Stage",
]
