"""Built-in functions over contexts (DMN 1.5, 10.3.4.11)."""

from matou.kernels.decision.library.registry import built_in
from matou.kernels.decision.limits import Run
from matou.kernels.decision.values import Value

Entries = dict[str, Value]


@built_in("get value(m: context, key: string)")
def get_value(_run: Run, source: Entries, key: str) -> Value:
    """Return the entry of that key."""
    return source.get(key)


@built_in("get value(context: context, key: string)")
def get_value_of_context(_run: Run, source: Entries, key: str) -> Value:
    """Return the entry of that key, by the other name of the parameter."""
    return source.get(key)


@built_in("get entries(m: context)")
def get_entries(_run: Run, source: Entries) -> Value:
    """Return the entries as contexts of key and value."""
    return [{"key": key, "value": value} for key, value in source.items()]


@built_in("context(entries: list)")
def context(_run: Run, entries: list[Value]) -> Value:
    """Return the context with the entries of a list."""
    built: Entries = {}
    for entry in entries:
        if not isinstance(entry, dict) or not {"key", "value"} <= set(entry):
            return None
        key = entry["key"]
        if not isinstance(key, str) or key in built:
            return None
        built[key] = entry["value"]
    return built


@built_in("context put(context: context, key: string, value: any)")
def context_put(_run: Run, source: Entries, key: str, value: Value) -> Value:
    """Return the context with one entry more."""
    return {**source, key: value}


@built_in("context put(context: context, keys: list, value: any)")
def context_put_path(run: Run, source: Entries, keys: list[Value], value: Value) -> Value:
    """Return the context with an entry put in along a path of keys."""
    if not keys or not all(isinstance(key, str) for key in keys):
        return None
    run.step(len(keys))
    return _put(run, source, keys, value)


def _put(run: Run, source: Value, keys: list[Value], value: Value) -> Value:
    """Walk down the path and build it again from below."""
    levels: list[Entries] = []
    level: Value = source
    for key in keys:
        if not isinstance(level, dict):
            return run.fail(f"there is no context on the way to {key!r}")
        levels.append(level)
        level = level.get(key, {} if key is not keys[-1] else None)
    for level, key in zip(reversed(levels), reversed(keys), strict=True):
        value = {**level, key: value}
    return value


@built_in("context merge(contexts: list)")
def context_merge(_run: Run, contexts: list[Value]) -> Value:
    """Return the entries of all contexts; later ones win."""
    merged: Entries = {}
    for each in contexts:
        if not isinstance(each, dict):
            return None
        merged.update(each)
    return merged
