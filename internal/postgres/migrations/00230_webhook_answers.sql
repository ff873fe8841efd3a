-- +goose Up
-- Programs hear also what debtors say: of a reply, a promise and instalments. An
-- answer on a debtor's page has its number with it.
-- +goose StatementBegin
create or replace function webhook_type(kind text, data jsonb) returns text language sql immutable as $$
    select case kind
        when 'opened' then 'case.opened'
        when 'closed' then 'case.closed'
        when 'sent' then 'notice.sent'
        when 'refused' then 'notice.refused'
        when 'bounce' then 'notice.refused'
        when 'paid' then 'payment.recorded'
        when 'dispute' then 'dispute.opened'
        when 'resolve_dispute' then 'dispute.resolved'
        when 'reply' then 'reply.received'
        when 'promise' then 'promise.made'
        when 'instalments' then 'instalments.agreed'
        when 'lapsed' then case when data->>'hold' = 'promise' then 'promise.broken' end
        when 'asked' then 'approval.wanted'
        when 'attention' then 'attention.wanted'
        when 'letter_status' then 'letter.status'
    end
$$;
create or replace function webhook_tell() returns trigger language plpgsql as $$
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
                'category', new.data->'category', 'status', new.data->'status', 'outcome', new.data->'outcome', 'message', new.data->'message',
                'answer', substring(new.data->>'id' from '^portal-([0-9]{1,18})$')::bigint)))::text,
        new.recorded_at, new.recorded_at
    from cases c
        cross join (select webhook_type(new.kind, new.data) as type) t
        join webhooks w on w.disabled_at is null and (w.creditor = '' or w.creditor = c.creditor) and (w.events = '{}' or t.type = any (w.events))
    where c.id = new.case_id and t.type is not null;
    return null;
end
$$;
-- +goose StatementEnd
drop trigger events_tell_webhooks on events;
create trigger events_tell_webhooks after insert on events for each row
    when (new.kind in ('opened', 'closed', 'sent', 'refused', 'bounce', 'paid', 'dispute', 'resolve_dispute', 'reply', 'promise', 'instalments',
        'lapsed', 'asked', 'attention', 'letter_status'))
    execute function webhook_tell();
