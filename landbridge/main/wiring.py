"""What the composition root hands to particular connectors by name (`Surroundings.facilities`)."""

from collections.abc import Mapping

from landbridge.console.grounds import Grounds


def facilities(grounds: Grounds) -> Mapping[str, object]:
    """`wms_ground`: of the built-in warehouse."""
    return {"wms_ground": grounds.wms}
