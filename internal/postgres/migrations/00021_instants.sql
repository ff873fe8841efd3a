-- +goose Up
alter table cases add column recorded_at timestamptz;
comment on column cases.recorded_at is 'Recorded time of the last event or hand-over: no later event of the case is dated before it; null where nothing was recorded since the column was there';
alter table messages add column handed_at timestamptz;
comment on column messages.handed_at is 'Recorded time of the hand-over, taken under the locks of its cases: what is recorded after it counts as after the send';
alter table messages add column attempt_until timestamptz;
comment on column messages.attempt_until is 'Until then the worker that handed it over may go on sending, though nobody hears of it; null when it has reported how it ended';
alter table messages add column letterhead text not null default '';
comment on column messages.letterhead is 'Digest of the creditor''s particulars and of the templates by which it was written; empty for messages of earlier versions';
