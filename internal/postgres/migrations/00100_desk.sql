-- +goose Up
create index cases_aged on cases (creditor, due) include (balance, currency, status, next_action_at) where closed_at is null;
create index cases_by_creditor_status on cases (creditor, status, due, id);
create index cases_held on cases (due, id) where closed_at is null and body ? 'holds';
create index events_kept on events (at) where kind in ('withheld', 'deferred', 'skipped', 'refused', 'unknown', 'attention');
create index bank_files_by_creditor on bank_files (creditor, id desc);
