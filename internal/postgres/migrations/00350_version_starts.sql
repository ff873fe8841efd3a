-- +goose Up
alter table plan_versions add column starts_on date, add column starts_at timestamptz,
    add constraint plan_versions_starts_check check ((starts_on is null) = (starts_at is null));
comment on column plan_versions.starts_on is 'Day from which the version holds once it is in use; null is at once';
comment on column plan_versions.starts_at is 'First instant of that day in the creditor''s zone';
comment on table plan_versions is 'Plans as they were saved on the console, each for good; the newest one with used_at that has started is what new cases follow';
create index plan_versions_coming on plan_versions (creditor, plan) where used_at is not null and starts_at is not null and moved_at is null and running <> 'keep';

alter table wording_versions add column starts_on date, add column starts_at timestamptz,
    add constraint wording_versions_starts_check check ((starts_on is null) = (starts_at is null));
comment on column wording_versions.starts_on is 'Day from which the version holds once it is in use; null is at once';
comment on column wording_versions.starts_at is 'First instant of that day in the creditor''s zone';
comment on table wording_versions is 'The creditors'' own texts of notices, each version for good; the newest one with used_at that has started is what notices are worded by';

-- +goose Down
drop index plan_versions_coming;
alter table wording_versions drop column starts_on, drop column starts_at;
alter table plan_versions drop column starts_on, drop column starts_at;
