"""Requests made from the API's own description, those that fit it and those that do not; schemathesis makes them."""

from collections.abc import Mapping
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from tests.hostile_requests import echoes


def campaign(url: str, described: Mapping[str, Any], operation: str, n_examples: int) -> tuple[int, list[str]]:
    """What a server does wrong: responses of the 500 class, and refusals that repeat the request.

    Args:
        url: where it is served.
        described: the OpenAPI description.
        operation: as `POST /api/ask`.
        n_examples: how many requests of each kind.

    Returns:
        How many requests were sent, and a line for each that went wrong.
    """
    method, path = operation.split(" ")
    found: list[str] = []
    n = 0
    asked = schemathesis.openapi.from_dict(dict(described))[path][method]
    for mode in GenerationMode:
        try:
            cases = asked.as_strategy(generation_mode=mode)

            @settings(
                max_examples=n_examples,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=cases)
            def send(case: Any) -> None:
                nonlocal n
                response = case.call(base_url=url)
                n += 1
                sent = response.request.body or b""
                body = sent.encode() if isinstance(sent, str) else sent
                if response.status_code >= 500 or (response.status_code >= 400 and echoes(body, response.content)):
                    found.append(f"{response.status_code}: {case.as_curl_command()}")

            send()
        except Unsatisfiable:
            if mode is GenerationMode.POSITIVE:  # else there is nothing that could be wrong
                raise
    return n, found
