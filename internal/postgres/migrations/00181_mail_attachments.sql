-- +goose Up
alter table mails add column looked_at timestamptz, add column look_tries integer not null default 0, add column look_next timestamptz;
update mails set looked_at = created_at;
create index mails_unlooked on mails (id) where looked_at is null;
comment on column mails.looked_at is 'When its attachments had been looked at for lifecycle messages, after it was taken in; null while they wait';
comment on column mails.look_tries is 'How often looking at them failed';
comment on column mails.look_next is 'When they are looked at again; null is at once';
