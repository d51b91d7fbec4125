"""The letters about statements: names of their templates, and when to remind."""

from datetime import timedelta

ISSUED = "finance.statement_issued"
REMINDED = "finance.statement_reminded"
ANSWERED = "finance.statement_answered"
SIGNED = "finance.statement_signed"
FILE_READY = "finance.file_ready"

REMIND_BEFORE = timedelta(days=3)
