"""Local authorities, types of setting, and the national register of schools. Plain Python."""

from goldenthread.organisations.rules.authorities import (
    LocalAuthority,
    is_la_number,
    local_authorities,
)
from goldenthread.organisations.rules.register import (
    CLOSED,
    CLOSING,
    OPEN,
    PROPOSED,
    Link,
    Register,
    RegisterFault,
    RegisterUnreadable,
    Setting,
)
from goldenthread.organisations.rules.register_file import read_links, read_register
from goldenthread.organisations.rules.types import (
    ALTERNATIVE,
    MAINSTREAM,
    OTHER,
    PLACEMENT_GROUPS,
    POST_16,
    SPECIAL,
    UNEXPECTED_TYPES,
    EstablishmentType,
    establishment_type,
    establishment_types,
    placement_group,
)

__all__ = [
    "ALTERNATIVE",
    "CLOSED",
    "CLOSING",
    "MAINSTREAM",
    "OPEN",
    "OTHER",
    "PLACEMENT_GROUPS",
    "POST_16",
    "PROPOSED",
    "SPECIAL",
    "UNEXPECTED_TYPES",
    "EstablishmentType",
    "Link",
    "LocalAuthority",
    "Register",
    "RegisterFault",
    "RegisterUnreadable",
    "Setting",
    "establishment_type",
    "establishment_types",
    "is_la_number",
    "local_authorities",
    "placement_group",
    "read_links",
    "read_register",
]
