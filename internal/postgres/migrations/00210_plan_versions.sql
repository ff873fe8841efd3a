-- +goose Up
alter table plans add column stated boolean not null default true;
comment on column plans.stated is 'The configuration states the plan now: it decides over what was saved on the console';

create table plan_versions (
    id         bigint      generated always as identity constraint plan_versions_pkey primary key,
    creditor   text        not null constraint plan_versions_creditor_fkey references creditors (id),
    plan       text        not null,
    version    integer     not null constraint plan_versions_version_check check (version > 0),
    data       jsonb       not null,
    running    text        not null constraint plan_versions_running_check check (running in ('keep', 'restart', 'jump')),
    author     text        not null,
    saved_at   timestamptz not null,
    used_at    timestamptz,
    moved_at   timestamptz,
    first_by   text,
    first_at   timestamptz,
    settled_by text,
    settled_at timestamptz,
    outcome    text        constraint plan_versions_outcome_check check (outcome in ('agreed', 'refused', 'replaced')),
    constraint plan_versions_key unique (creditor, plan, version)
);
comment on table plan_versions is 'Plans as they were saved on the console, each for good; the newest one with used_at is what new cases follow';
comment on column plan_versions.running is 'What cases do that run when the version comes into use';
create index cases_by_plan on cases (creditor, (plan->>'id')) where closed_at is null;
comment on column plan_versions.moved_at is 'Since when they have done so';

-- +goose Down
drop index cases_by_plan;
drop table plan_versions;
alter table plans drop column stated;
