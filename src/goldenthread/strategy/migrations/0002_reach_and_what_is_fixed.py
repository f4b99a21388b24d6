"""Each table is in reach of its area's own posts only, history too; what was said stays said."""

from django.db import migrations

from goldenthread.audit.rls import append_only, protect_area

NO_HISTORY = ("actionneed", "claim", "decision", "effectreading", "figure", "planversion")
HISTORY = (
    *("action", "challengemeeting", "challengequestion", "evaluationpart", "evidence"),
    *("expectation", "finding", "inspection", "milestone", "risk", "selfevaluation"),
    *("sentence", "workstream"),
)
FOREVER = ("decision", "effectreading", "figure", "planversion")
# An expected effect is said before the start and stands from then on; without one nothing starts.
FIXED = """
CREATE FUNCTION strategy_expectation_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM strategy_action a WHERE a.state <> 'PLANNED'
               AND a.id = (CASE WHEN TG_OP = 'DELETE' THEN OLD.action_id ELSE NEW.action_id END))
    THEN
        RAISE EXCEPTION 'strategy_expectation_fixed: the action has started';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER strategy_expectation_fixed BEFORE INSERT OR UPDATE OR DELETE
    ON strategy_expectation FOR EACH ROW EXECUTE FUNCTION strategy_expectation_fixed();
CREATE FUNCTION strategy_action_expected() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('STARTED', 'DONE') AND NOT EXISTS (
        SELECT FROM strategy_expectation e WHERE e.action_id = NEW.id AND e.line = 'DONE')
    THEN
        RAISE EXCEPTION 'strategy_action_expected: no effect was stated before the start';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER strategy_action_expected BEFORE INSERT OR UPDATE
    ON strategy_action FOR EACH ROW EXECUTE FUNCTION strategy_action_expected();
"""
FREE = """
DROP TRIGGER strategy_action_expected ON strategy_action;
DROP FUNCTION strategy_action_expected();
DROP TRIGGER strategy_expectation_fixed ON strategy_expectation;
DROP FUNCTION strategy_expectation_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("strategy", "0001_the_plan"), ("audit", "0005_business_of_an_area")]

    operations = [
        *(protect_area(f"strategy_{name}") for name in (*NO_HISTORY, *HISTORY)),
        *(protect_area(f"strategy_{name}event") for name in HISTORY),
        protect_area("strategy_progressreport", also="published_at IS NOT NULL"),
        protect_area("strategy_progressreportevent"),
        *(append_only(f"strategy_{name}") for name in FOREVER),
        migrations.RunSQL(FIXED, FREE),
    ]
