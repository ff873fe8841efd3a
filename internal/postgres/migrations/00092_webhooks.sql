-- +goose Up
create table webhooks (
    id           bigint      generated always as identity constraint webhooks_pkey primary key,
    url          text        not null constraint webhooks_url_check check (url <> ''),
    creditor     text        not null default '',
    events       text[]      not null default '{}',
    secret       text        not null,
    old_secret   text        not null default '',
    old_until    timestamptz,
    created_by   text        not null,
    created_at   timestamptz not null,
    disabled_at  timestamptz,
    disabled_why text        not null default ''
);
comment on table webhooks is 'Addresses of programs that are told what happens to cases; creditor empty is every one, events empty is every type';
comment on column webhooks.secret is 'Signs what is sent; in clear, since signing needs it';

create table webhook_deliveries (
    id           bigint      generated always as identity constraint webhook_deliveries_pkey primary key,
    webhook_id   bigint      not null constraint webhook_deliveries_webhook_fkey references webhooks (id),
    message_id   text        not null,
    type         text        not null,
    case_id      bigint      not null constraint webhook_deliveries_case_fkey references cases (id),
    seq          bigint      not null,
    body         text        not null,
    created_at   timestamptz not null,
    next_at      timestamptz not null,
    lease_until  timestamptz,
    attempts     integer     not null default 0,
    status       integer     not null default 0,
    fault        text        not null default '',
    delivered_at timestamptz,
    gave_up_at   timestamptz,
    constraint webhook_deliveries_event_key unique (webhook_id, case_id, seq)
);
create index webhook_deliveries_due on webhook_deliveries (next_at) where delivered_at is null and gave_up_at is null;
create index webhook_deliveries_age on webhook_deliveries (created_at);
comment on table webhook_deliveries is 'What programs are told, and whether they have heard: written with the event it tells, whoever records it';
comment on column webhook_deliveries.body is 'The very text that is sent and signed, the same at each attempt';

-- The type under which programs hear of an event; null for one that they do not.
-- +goose StatementBegin
create function webhook_type(kind text, data jsonb) returns text language sql immutable as $$
    select case kind
        when 'opened' then 'case.opened'
        when 'closed' then 'case.closed'
        when 'sent' then 'notice.sent'
        when 'refused' then 'notice.refused'
        when 'bounce' then 'notice.refused'
        when 'paid' then 'payment.recorded'
        when 'dispute' then 'dispute.opened'
        when 'resolve_dispute' then 'dispute.resolved'
        when 'lapsed' then case when data->>'hold' = 'promise' then 'promise.broken' end
        when 'asked' then 'approval.wanted'
        when 'attention' then 'attention.wanted'
        when 'letter_status' then 'letter.status'
    end
$$;
create function webhook_tell() returns trigger language plpgsql as $$
begin
    if not exists (select 1 from webhooks where disabled_at is null) then
        return null;
    end if;
    insert into webhook_deliveries (webhook_id, message_id, type, case_id, seq, body, created_at, next_at)
    select w.id, 'msg_' || md5(c.creditor || '/' || c.number || '/' || c.cycle || '/' || new.seq), t.type, new.case_id, new.seq,
        jsonb_strip_nulls(jsonb_build_object(
            'type', t.type, 'timestamp', to_char(new.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            'data', jsonb_build_object(
                'creditor', c.creditor, 'invoice', c.number, 'cycle', c.cycle, 'version', new.seq, 'kind', new.kind,
                'reason', nullif(new.reason, ''), 'step', new.data->'step', 'amount', new.data->'amount', 'date', new.data->'date',
                'category', new.data->'category', 'status', new.data->'status', 'outcome', new.data->'outcome', 'message', new.data->'message')))::text,
        new.recorded_at, new.recorded_at
    from cases c
        cross join (select webhook_type(new.kind, new.data) as type) t
        join webhooks w on w.disabled_at is null and (w.creditor = '' or w.creditor = c.creditor) and (w.events = '{}' or t.type = any (w.events))
    where c.id = new.case_id and t.type is not null;
    return null;
end
$$;
-- +goose StatementEnd
create trigger events_tell_webhooks after insert on events for each row
    when (new.kind in ('opened', 'closed', 'sent', 'refused', 'bounce', 'paid', 'dispute', 'resolve_dispute', 'lapsed', 'asked', 'attention', 'letter_status'))
    execute function webhook_tell();

-- +goose Down
drop trigger events_tell_webhooks on events;
drop function webhook_tell();
drop function webhook_type(text, jsonb);
drop table webhook_deliveries;
drop table webhooks;
