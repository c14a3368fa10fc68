"""One task: what is to be done, where, for which order, by whom."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import bin_href, inbound_href, item_href, outbound_href
from landbridge.console.grounds import grounds
from landbridge.console.screen import Screen, Shown
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import TaskView


def view(request: HttpRequest, task_id: int) -> Shown:
    task = wms.task(grounds().wms, task_id=task_id)
    if task is None:
        raise Http404
    if request.method == "POST":
        wms.give_back(grounds().wms, actor=task.claimed_by, task_id=task_id)
        messages.success(request, _t("The task is free for somebody else."))
        return HttpResponseRedirect(request.path)
    return {
        "task": task,
        "item_href": item_href(task.owner, task.item),
        "bin_href": bin_href(task.site, task.bin),
        "target_href": bin_href(task.site, task.target_bin) if task.target_bin else "",
        "order_href": _order_href(task),
    }


def _order_href(task: TaskView) -> str:
    if task.order_id is None:
        return ""
    return inbound_href(task.order_id) if task.kind == "putaway" else outbound_href(task.order_id)


screen = Screen(
    path="tasks/<int:task_id>/",
    name="task",
    title=_("Task"),
    view=view,
    permission="see_tasks",
    writes="direct_floor",
)
