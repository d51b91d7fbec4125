"""What a calm demo has not: dead letters, failed jobs, breaks, waiting payouts, signals."""

TROUBLE = """
UPDATE journal_delivery SET state = 'dead', attempts = 9, error = 'RuntimeError: test'
WHERE id = (SELECT min(id) FROM journal_delivery);
INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts)
SELECT 'default', 'journal.seal', '{}', 'failed', 3
WHERE NOT EXISTS (
  SELECT 1 FROM procrastinate_jobs WHERE task_name = 'journal.seal' AND status = 'failed');
INSERT INTO custody_reconciliationbreak
(provider, "on", kind, subject, text, owner, found_at, explanation, explained_by,
  is_from_callback, line_number, told_kind, told_party, told_amount, told_reference)
VALUES ('simulator', current_date - 3, 'unknown_at_home', 'test', 'test', 'platform', now(),
  '', '', false, 12, 'deposit', '', 7132000, 'SIM-2026-00417')
ON CONFLICT DO NOTHING;
INSERT INTO custody_correction (of_break_id, bearer, account, party_fen, bank_fen, reason, state,
  proposed_by, proposed_at, decided_by, decision)
SELECT id, 'party', 'wallet:test', 100, 100, 'test', 'proposed', 'platform', now(), '', ''
FROM custody_reconciliationbreak b WHERE subject = 'test'
AND NOT EXISTS (SELECT 1 FROM custody_correction c WHERE c.of_break_id = b.id);
INSERT INTO custody_custodyorder (id, provider, kind, party, payee_id, amount, reference, state,
  provider_reference, reason, ordered_by, created_at)
SELECT '01890000-0000-7000-8000-00000000aaaa', 'simulator', 'payout', party, id, 25000000,
  party || '-waits', 'waiting', '', '', registered_by, now() - interval '2 hours'
FROM custody_payeeaccount WHERE number_masked = '****0202' LIMIT 1
ON CONFLICT DO NOTHING;
INSERT INTO custody_payoutapproval (order_id, reasons, needed, state, asked_by, proposed_by,
  proposed_note, decided_by, decided_note)
SELECT id, ARRAY['amount'], 2, 'waiting', ordered_by, '', '', '', ''
FROM custody_custodyorder WHERE id = '01890000-0000-7000-8000-00000000aaaa'
ON CONFLICT DO NOTHING;
INSERT INTO custody_payoutsignal (kind, key, parties, common, since, found_at, seen_at, state,
  proposed_by, note, decided_by)
SELECT 'same_phone', 'test', array_agg(party), '138****0000', now() - interval '9 days', now(),
  now(), 'open', '', '', ''
FROM custody_payeeaccount
WHERE NOT EXISTS (SELECT 1 FROM custody_payoutsignal WHERE key = 'test')
HAVING count(*) > 0
"""
"""Safe to say twice: a second call on one database finds it all there."""
