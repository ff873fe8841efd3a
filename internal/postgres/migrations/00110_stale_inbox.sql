-- +goose Up
create index cases_stale_inbox on cases (id) where closed_at is null and body->'holds' @> '[{"kind": "stale_inbox"}]';
comment on table mail_cursors is 'How far each folder of a mailbox was read, moved in the transaction that keeps the mail; the folder without a name says when the whole mailbox was last read to its end';
