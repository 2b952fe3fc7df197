#!/usr/bin/env python3
"""Shows that schema/scenario.schema.json is a sound schema that takes every built-in scenario, and no scenario with a
member that it does not know. Ends with 77 (skipped) where Debian's python3-jsonschema is not installed."""
import copy
import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)

root = pathlib.Path(sys.argv[1])
schema = json.loads((root / "schema/scenario.schema.json").read_text())
validator_class = getattr(jsonschema, "Draft202012Validator", None)
if validator_class is None:
    print("skipped: this python3-jsonschema does not know the draft 2020-12")
    sys.exit(77)
validator_class.check_schema(schema)
validator = validator_class(schema)


def objects(value, path=()):
    """The paths of all objects whose members the schema lists."""
    if isinstance(value, dict):
        if path[-1:] != ("holdings",):
            yield path
        for key, member in value.items():
            yield from objects(member, path + (key,))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from objects(item, path + (index,))


presets = sorted((root / "schema/scenarios").glob("*.json"))
assert len(presets) == 5, presets
for preset in presets:
    scenario = json.loads(preset.read_text())
    wrong = list(validator.iter_errors(scenario))
    assert not wrong, f"{preset.name}: {wrong[0].message}"
    mutated = 0
    for path in objects(scenario):
        other = copy.deepcopy(scenario)
        at = other
        for part in path:
            at = at[part]
        at["no_such_member"] = 1
        assert not validator.is_valid(other), f"{preset.name}: an unknown member of {path} is taken"
        mutated += 1
    print(f"{preset.name}: valid; refused with an unknown member in each of {mutated} places")
