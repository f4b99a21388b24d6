"""Conversations with families, and the complaints that grow out of some of them."""

from goldenthread.contact.models.complaints import Complaint, Learning, Stage
from goldenthread.contact.models.conversations import Contact, Explained, Message, ReplyPromise
from goldenthread.contact.models.postcards import Postcard

__all__ = [
    "Complaint",
    "Contact",
    "Explained",
    "Learning",
    "Message",
    "Postcard",
    "ReplyPromise",
    "Stage",
]
