from django.db import migrations
from django.utils import timezone

# What was cleared are the words and the speakers as they were: an item that changes, by whatever way, is cleared no more.
# Revisions of minutes are written once; approved minutes have no later one, and stay approved.
MAKE = """
CREATE FUNCTION forums_void_clearance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE forums_itemclearance SET void_at = now() WHERE item_id = NEW.id AND void_at IS NULL;
    RETURN NULL;
END;
$$;
CREATE TRIGGER agenda_item_is_cleared_anew AFTER UPDATE OF title_ko, title_en, abstract_ko, abstract_en ON events_agendaitem
    FOR EACH ROW WHEN ((OLD.title_ko, OLD.title_en, OLD.abstract_ko, OLD.abstract_en)
                       IS DISTINCT FROM (NEW.title_ko, NEW.title_en, NEW.abstract_ko, NEW.abstract_en))
    EXECUTE FUNCTION forums_void_clearance();
CREATE FUNCTION forums_void_clearance_of_speakers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE forums_itemclearance SET void_at = now()
     WHERE item_id = COALESCE(NEW.agendaitem_id, OLD.agendaitem_id) AND void_at IS NULL;
    RETURN NULL;
END;
$$;
CREATE TRIGGER agenda_speakers_are_cleared_anew AFTER INSERT OR DELETE ON events_agendaitem_speakers
    FOR EACH ROW EXECUTE FUNCTION forums_void_clearance_of_speakers();

CREATE FUNCTION forums_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'This row of % stays as it is.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END;
$$;
CREATE TRIGGER minutes_stay BEFORE UPDATE ON forums_minutesrevision
    FOR EACH ROW WHEN ((OLD.meeting_id, OLD.number, OLD.text_ko, OLD.text_en, OLD.note, OLD.at)
                       IS DISTINCT FROM (NEW.meeting_id, NEW.number, NEW.text_ko, NEW.text_en, NEW.note, NEW.at))
    EXECUTE FUNCTION forums_refuse_change();
CREATE TRIGGER minutes_are_not_deleted BEFORE DELETE ON forums_minutesrevision
    FOR EACH ROW EXECUTE FUNCTION forums_refuse_change();
CREATE FUNCTION forums_refuse_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM forums_meeting WHERE event_id = NEW.meeting_id AND approved_id IS NOT NULL) THEN
        RAISE EXCEPTION 'These minutes are approved.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER minutes_end_with_approval BEFORE INSERT ON forums_minutesrevision
    FOR EACH ROW EXECUTE FUNCTION forums_refuse_revision();
CREATE TRIGGER approval_stays BEFORE UPDATE OF approved_id, approved_at, enrolled, present ON forums_meeting
    FOR EACH ROW WHEN (OLD.approved_id IS NOT NULL AND (OLD.approved_id, OLD.approved_at, OLD.enrolled, OLD.present)
                       IS DISTINCT FROM (NEW.approved_id, NEW.approved_at, NEW.enrolled, NEW.present))
    EXECUTE FUNCTION forums_refuse_change();
"""
UNMAKE = """
DROP TRIGGER approval_stays ON forums_meeting;
DROP TRIGGER minutes_end_with_approval ON forums_minutesrevision;
DROP FUNCTION forums_refuse_revision();
DROP TRIGGER minutes_are_not_deleted ON forums_minutesrevision;
DROP TRIGGER minutes_stay ON forums_minutesrevision;
DROP FUNCTION forums_refuse_change();
DROP TRIGGER agenda_speakers_are_cleared_anew ON events_agendaitem_speakers;
DROP FUNCTION forums_void_clearance_of_speakers();
DROP TRIGGER agenda_item_is_cleared_anew ON events_agendaitem;
DROP FUNCTION forums_void_clearance();
"""
# To begin with; the list is the desk's.
TERMS = (
    ("price", "가격", "price"), ("price", "단가", "unit price"), ("price", "견적", "quotation"), ("price", "할인", "discount"),
    ("price", "인상", "surcharge"), ("price", "마진", "margin"), ("cost", "원가", "cost"), ("cost", "임률", "wage rate"),
    ("output", "생산량", "output"), ("output", "가동률", "utilisation"), ("output", "출하", "shipment"), ("output", "재고", "inventory"),
    ("output", "생산능력", "capacity"), ("sales", "매출", "sales"), ("sales", "점유율", "market share"), ("sales", "고객사", "customer"),
    ("sales", "입찰", "bid"), ("sales", "수주", "order book"), ("terms", "거래조건", "terms of trade"), ("terms", "거래 조건", "trade terms"),
    ("terms", "결제조건", "payment terms"), ("terms", "납품조건", "delivery terms"), ("terms", "지급기일", "credit period"),
)  # fmt: skip


def begin_list(apps, schema_editor):
    term = apps.get_model("forums", "RiskTerm")
    made = term.objects.bulk_create(term(talk=talk, word_ko=korean, word_en=english) for talk, korean, english in TERMS)
    # The first entry of each one's history, so that the first change tells old and new.
    history = apps.get_model("forums", "HistoricalRiskTerm")
    columns = [one.attname for one in history._meta.concrete_fields if not one.name.startswith("history_")]
    begun = {"history_date": timezone.now(), "history_type": "+", "history_change_reason": "begin"}
    history.objects.bulk_create(history(**{name: getattr(one, name) for name in columns}, **begun) for one in made)


class Migration(migrations.Migration):

    dependencies = [
        ('forums', '0003_seats_a_company'),
        ('events', '0002_rules'),
    ]

    operations = [
        migrations.RunSQL(MAKE, UNMAKE),
        migrations.RunPython(begin_list, migrations.RunPython.noop),
    ]
