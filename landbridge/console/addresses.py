"""Where each business object has its one page."""

from urllib.parse import urlencode

from django.urls import reverse

from landbridge.wms.facade.contracts import Meaning


def document_href(message_id: int) -> str:
    return reverse("document", args=[message_id])


def proof_href(message_id: int) -> str:
    return reverse("proof", args=[message_id])


def incident_href(incident_id: int) -> str:
    return reverse("incident", args=[incident_id])


def envelope_href(envelope_id: int) -> str:
    return reverse("envelope", args=[envelope_id])


def endpoint_href(endpoint: str) -> str:
    return reverse("endpoint", args=[endpoint])


def item_href(owner: str, code: str) -> str:
    return listed("item", owner=owner, code=code)


def bin_href(site: str, code: str) -> str:
    return listed("bin", site=site, code=code)


def plate_href(site: str, lpn: str) -> str:
    return listed("plate", site=site, lpn=lpn)


def plate_label_href(site: str, lpn: str) -> str:
    return f"{reverse('label', args=['plate'])}?{urlencode({'site': site, 'lpn': lpn})}"


def inbound_href(order_id: int) -> str:
    return reverse("inbound-order", args=[order_id])


def outbound_href(order_id: int) -> str:
    return reverse("outbound-order", args=[order_id])


def carton_href(carton_id: int) -> str:
    return reverse("carton", args=[carton_id])


def paper_href(paper: str, target_id: int) -> str:
    return reverse("paper", args=[paper, target_id])


def packing_href(carton_id: int, step: int) -> str:
    return f"{reverse('packing-steps', args=[carton_id])}?step={step}"


def return_href(return_id: int) -> str:
    return reverse("return-order", args=[return_id])


def wave_href(wave_id: int) -> str:
    return reverse("wave", args=[wave_id])


def load_href(load_id: int) -> str:
    return reverse("load", args=[load_id])


def count_href(count_id: int) -> str:
    return reverse("count", args=[count_id])


def kit_href(owner: str, code: str) -> str:
    return listed("kit", owner=owner, code=code)


def work_order_href(work_order_id: int) -> str:
    return reverse("work-order", args=[work_order_id])


def task_href(task_id: int) -> str:
    return reverse("task", args=[task_id])


def listed(name: str, /, **filters: object) -> str:
    """A screen with filters in its address; empty ones are left out."""
    chosen = {key: str(value) for key, value in filters.items() if value not in ("", None)}
    href = reverse(name)
    return f"{href}?{urlencode(chosen)}" if chosen else href


def meaning_href(meaning: Meaning) -> str:
    """The page of what a scan or a search found in the warehouse, "" if it has none of its own."""
    match meaning.kind:
        case "item":
            return item_href(meaning.owner, meaning.number)
        case "bin":
            return bin_href("", meaning.number)
        case "inbound_order":
            return inbound_href(meaning.target_id)
        case "outbound_order":
            return outbound_href(meaning.target_id)
        case "return_order":
            return return_href(meaning.target_id)
        case "work_order":
            return work_order_href(meaning.target_id)
        case "carton":
            return carton_href(meaning.target_id)
        case "task":
            return task_href(meaning.target_id)
        case "lpn":
            return listed("plate", lpn=meaning.number)
        case _:
            return ""
