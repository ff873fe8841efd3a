-- +goose Up
-- Open cases of all creditors by due date: without it a list walked over every
-- closed case that was due earlier.
create index cases_open_by_due on cases (due, id) where closed_at is null;

-- +goose Down
drop index cases_open_by_due;
