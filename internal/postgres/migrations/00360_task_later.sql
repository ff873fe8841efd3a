-- +goose Up
-- A task that a person puts off to a day, with the reason: until then it is not among
-- the day's work. It changes nothing about the case, so it is no event.
alter table tasks add column later_until date;
alter table tasks add column later_why text not null default '' check (char_length(later_why) <= 200);
alter table tasks add column later_by text not null default '';
comment on column tasks.later_until is 'The day on which the task is among the day''s work again; null is now';
