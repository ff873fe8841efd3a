-- +goose Up
create table wording_versions (
    id         bigint      generated always as identity constraint wording_versions_pkey primary key,
    creditor   text        not null constraint wording_versions_creditor_fkey references creditors (id),
    text       text        not null,
    version    integer     not null constraint wording_versions_version_check check (version > 0),
    subject    text        not null,
    body       text        not null,
    author     text        not null,
    saved_at   timestamptz not null,
    used_at    timestamptz,
    first_by   text,
    first_at   timestamptz,
    settled_by text,
    settled_at timestamptz,
    outcome    text        constraint wording_versions_outcome_check check (outcome in ('agreed', 'refused', 'replaced')),
    constraint wording_versions_key unique (creditor, text, version),
    constraint wording_versions_words_check check ((subject = '') = (body = ''))
);
comment on table wording_versions is 'The creditors'' own texts of notices, each version for good; the newest one with used_at is what notices are worded by';
comment on column wording_versions.text is 'Which text it is: language, level, segment and variant, as in fr.first.business';
comment on column wording_versions.body is 'Empty with the subject: the text is taken out, and the program''s is sent again';

alter table messages add column wording text not null default '';
comment on column messages.wording is 'The creditor''s own text that it is written by, with its version; empty for the program''s';

-- +goose Down
alter table messages drop column wording;
drop table wording_versions;
