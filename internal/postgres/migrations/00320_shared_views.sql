-- +goose Up
-- Views that people of a creditor share, and the columns that a person wants in a list.
create table shared_views (
    creditor   text        not null constraint shared_views_creditor_fkey references creditors (id),
    name       text        not null,
    query      text        not null,
    author     text        not null,
    created_at timestamptz not null,
    constraint shared_views_pkey primary key (creditor, name)
);
comment on table shared_views is 'Selections of cases that everybody sees who may see the creditor''s cases';
create table list_columns (
    login   text   not null,
    list    text   not null,
    columns text[] not null,
    constraint list_columns_pkey primary key (login, list)
);
comment on table list_columns is 'The columns that a person chose for a list, in their order';
