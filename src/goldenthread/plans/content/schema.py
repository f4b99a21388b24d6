"""The published JSON Schema of a plan, made from the model so that the two cannot differ."""

from __future__ import annotations

import json
from pathlib import Path

from goldenthread.plans.content.model import SCHEMA_VERSION, Plan


def schema_text() -> str:
    """Return the JSON Schema as it is published in docs/plan-schema.json."""
    schema = Plan.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = f"EHC plan content, version {SCHEMA_VERSION}"
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def write_schema(path: Path) -> None:
    """Write the JSON Schema to a file."""
    path.write_text(schema_text(), encoding="utf-8")
