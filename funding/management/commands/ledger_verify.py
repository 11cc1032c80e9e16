"""`manage.py ledger_verify`: the whole ledger of money, proved anew."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from funding.ledger.verifying import verify


class Command(BaseCommand):
    help = "核验资金台账：余额、批次、借贷平衡、行数、用途约定、项目资金上限"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """One line when all is well; else one sentence for each finding, and exit code 1."""
        found = verify()
        if found.findings:
            self.stderr.write("\n".join(found.findings))
            self.stderr.write("资金台账核验不符。请保护现场，暂停登记，报资金专班和审计管理员。")
            sys.exit(1)
        self.stdout.write(f"资金台账核验相符：登记{found.transfers}笔、分录{found.entries}条、资金{found.lots}批。")
