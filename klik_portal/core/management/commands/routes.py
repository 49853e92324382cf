"""Print the permission table: pattern, name, methods and policy of every route."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import get_resolver

from klik_portal.core.routing import walk


class Command(BaseCommand):
    help = "List every route with its methods and policy."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        routes = walk(get_resolver())
        if options["json"]:
            self.stdout.write(json.dumps([asdict(route) for route in routes], indent=1))
            return
        for route in routes:
            self.stdout.write(
                f"{route.policy or '-':14} {','.join(route.methods) or 'any':14} /{route.pattern}  {route.name}"
            )
