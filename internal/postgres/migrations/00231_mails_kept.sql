-- +goose Up
alter table mails add column forgotten_at timestamptz;
comment on column mails.forgotten_at is 'When its bytes, words, names and attachments were deleted for age; class, days and digest stay';
create index mails_kept on mails (done_at) where forgotten_at is null and done_at is not null;
create index portal_mails_old on portal_mails (updated_at) where kind <> 'answer';
create index portal_codes_old on portal_codes (expires_at);
create index portal_sessions_old on portal_sessions (expires_at);
create index portal_files_unused on portal_files (created_at) where answer_id is null;
