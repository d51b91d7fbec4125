"""What a calm demo has not: a dead letter, a failed job, a break with the custodian."""

TROUBLE = """
UPDATE journal_delivery SET state = 'dead', attempts = 9, error = 'RuntimeError: test'
WHERE id = (SELECT min(id) FROM journal_delivery);
INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts)
VALUES ('default', 'journal.seal', '{}', 'failed', 3);
INSERT INTO custody_reconciliationbreak
(provider, "on", kind, subject, text, owner, found_at, explanation, explained_by)
VALUES ('simulator', current_date - 3, 'unknown_at_home', 'test', 'test', 'platform', now(), '', '')
"""
