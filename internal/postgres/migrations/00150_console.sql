-- +goose Up
create index cases_by_level on cases ((body #>> array['steps', ((body->>'done')::int - 1)::text, 'level']), due, id) where closed_at is null;
create table saved_views (
    login      text        not null,
    name       text        not null,
    query      text        not null,
    created_at timestamptz not null,
    constraint saved_views_pkey primary key (login, name)
);
