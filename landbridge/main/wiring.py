"""What the composition root hands to particular connectors by name (`Surroundings.facilities`)."""

from collections.abc import Mapping

from landbridge.console.grounds import Grounds
from landbridge.main.demo.mishap import offered


def facilities(grounds: Grounds) -> Mapping[str, object]:
    """`wms_ground`: of the built-in warehouse.  `kill_a_worker`: in the demo only."""
    return {"wms_ground": grounds.wms, **offered(grounds)}
