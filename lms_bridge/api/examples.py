"""Examples of what operations take and answer, made from their schemas with ids of the sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_IDS: Mapping[str, str] = {
    "programme": "rso-2015-17",
    "course": "ind",
    "run": "ind-02",
    "official": "IDN-0001",
    "person": "IDN-0001",
    "nomination": "IDN-0001.ind",
    "trainer": "tr-40",
    "venue": "bali",
    "city": "jakarta",
    "member": "IDN",
    "agency": "IDN-IMM",
    "scenario": "rso-2015-17-s1",
    "version": "rso-2015-17-v1",
    "language": "en",
    "email": "siti@idn.example.org",
    "family_name": "Rahayu",
    "given_name": "Siti",
    "url": "https://example.org/events",
}
"""What a text stands for by its name."""

_FORMATS: Mapping[str, str] = {
    "date": "2015-06-08",
    "date-time": "2015-06-08T09:00:00Z",
    "time": "09:00:00",
    "uri": "https://example.org",
    "binary": "",
}
_DEEPEST = 8


def example_of(
    schema: Mapping[str, Any], definitions: Mapping[str, Any], name: str = "", depth: int = 0
) -> Any:
    """Make a value that fits a schema; `name` is what it is called there."""
    if "$ref" in schema:
        model = definitions[schema["$ref"].rpartition("/")[2]]
        return example_of(model, definitions, name, depth)
    if schema.get("examples"):
        return schema["examples"][0]
    for given in ("const", "default"):
        if schema.get(given) not in (None, "", [], {}):
            return schema[given]
    if "enum" in schema:
        return schema["enum"][0]
    for choices in ("anyOf", "oneOf", "allOf"):
        if choices in schema:
            return example_of(_fullest(schema[choices], depth), definitions, name, depth + 1)
    return _of_type(schema, definitions, name, depth)


def _fullest(choices: list[Any], depth: int) -> Any:
    """Choose what says something; far within, what says nothing."""
    nothing = [each for each in choices if each.get("type") == "null"]
    something = [each for each in choices if each.get("type") != "null"]
    return nothing[0] if nothing and depth > _DEEPEST else something[0]


def _of_type(
    schema: Mapping[str, Any], definitions: Mapping[str, Any], name: str, depth: int
) -> Any:
    match schema.get("type"):
        case "object":
            return _object(schema, definitions, depth)
        case "array":
            return _array(schema, definitions, name, depth)
        case "integer" | "number":
            least = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
            return max(least, min(1, schema.get("maximum", 1)))
        case "boolean":
            return True
        case "string":
            return _FORMATS.get(schema.get("format", "")) or _IDS.get(name, "text")
    return None if schema.get("type") == "null" else {}


def _object(schema: Mapping[str, Any], definitions: Mapping[str, Any], depth: int) -> Any:
    if "properties" not in schema:
        inner = schema.get("additionalProperties")
        if not isinstance(inner, dict) or depth > _DEEPEST:
            return {}
        named = schema.get("propertyNames", {"type": "string"})
        key = str(example_of(named, definitions, "nomination"))
        return {key: example_of(inner, definitions, "", depth + 1)}
    wanted = {name: each for name, each in schema["properties"].items() if not each.get("readOnly")}
    if depth > _DEEPEST:
        wanted = {name: wanted[name] for name in schema.get("required", ())}
    return {name: example_of(each, definitions, name, depth + 1) for name, each in wanted.items()}


def _array(
    schema: Mapping[str, Any], definitions: Mapping[str, Any], name: str, depth: int
) -> list[Any]:
    if "prefixItems" in schema:
        return [example_of(each, definitions, name, depth + 1) for each in schema["prefixItems"]]
    least = schema.get("minItems", 0)
    if depth > _DEEPEST and not least:
        return []
    one = example_of(schema.get("items", {}), definitions, name.removesuffix("s"), depth + 1)
    return [one] * max(1, least)
