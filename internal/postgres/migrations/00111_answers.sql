-- +goose Up
alter table messages add column answers bigint constraint messages_answers_fkey references mails (id);
alter table messages add column author text not null default '';
alter table messages add column answer_key text not null default '';
create index messages_by_answers on messages (answers) where answers is not null;
create unique index messages_answer_key on messages (answers, answer_key) where answers is not null and answer_key <> '';
create index messages_answers_due on messages (lease_until, id) where answers is not null and state = 'rendered';
comment on column messages.answers is 'The mail that a person answers with it; null for notices. It has no notices: its cases are those of the mail';
comment on column messages.author is 'Who wrote an answer; empty for notices';
comment on column messages.answer_key is 'Recognises a request to answer that is sent twice';
