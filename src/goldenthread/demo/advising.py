"""Advice, consultations and forecasts of the requests still open in the invented partnership.

Written from the events that the children's stories have told already, so that no page says
anything else than the timeline. Everything said by an invented adviser is invented here.
"""

from __future__ import annotations

from datetime import date

from django.db import connections

OWNER = "owner"
HOLDERS = {  # whose requests a persona holds, and one in how many of them
    "educational-psychology": ("anita", 18),
    "social-care": ("nadia", 12),
    "health": ("fiona", 12),
}
SAYINGS: tuple[tuple[str, str, str, str, tuple[str, str, str, str, str]], ...] = (
    (
        "STRENGTH",
        "Works hard at what interests them, and remembers what they have seen done.",
        "",
        "",
        ("", "", "", "", ""),
    ),
    (
        "NEED",
        "Finds it hard to follow spoken instructions with more than one step.",
        "communication",
        "Is left behind when the class is told what to do, and stops trying before lunch.",
        ("", "", "", "", ""),
    ),
    (
        "OUTCOME",
        "By the end of next school year follows two-step instructions in class without help.",
        "",
        "",
        ("", "", "", "", ""),
    ),
    (
        "PROVISION",
        "A programme of listening and memory games, taught and then practised in class.",
        "",
        "",
        (
            "A teaching assistant",
            "Three times a week in term time",
            "20 minutes",
            "One to one",
            "Trained and supervised each half term by a speech and language therapist",
        ),
    ),
)
REQUESTS = """
INSERT INTO assessment_advicerequest (
    area_id, child_id, assessment_id, adviser, about, bound, state, organisation_id, service,
    post_id, asked_date, received_date, answered_date, given_by_id, given_in)
SELECT asked.area_id, asked.child_id, asked.case_id, asked.facts->>'about', asked.facts->>'about',
    asked.facts->>'bound',
    CASE WHEN given.on_day IS NOT NULL THEN 'ANSWERED'
         WHEN asked.facts->>'bound' = 'invited' THEN 'INVITED' ELSE 'ASKED' END,
    holder.organisation_id,
    CASE asked.facts->>'about' WHEN 'health' THEN 'Community paediatrics'
         WHEN 'social-care' THEN 'Children''s social care' ELSE '' END,
    holder.id, asked."on", asked."on", given.on_day, NULL, ''
FROM timeline_event asked
JOIN assessment_assessment cases ON cases.id = asked.case_id
LEFT JOIN LATERAL (
    SELECT min(event."on") AS on_day FROM timeline_event event
    WHERE event.area_id = asked.area_id AND event.case_type = 'assessment'
      AND event.case_id = asked.case_id AND event.kind = 'advice.received'
      AND event.facts->>'about' = asked.facts->>'about') given ON true
LEFT JOIN (VALUES {holders}) AS held (about, post_id, every)
    ON held.about = asked.facts->>'about' AND asked.child_id %% held.every = 0
LEFT JOIN access_post holder ON holder.id = held.post_id AND EXISTS (
    SELECT FROM organisations_organisation_areas served
    WHERE served.organisation_id = holder.organisation_id
      AND served.localarea_id = asked.area_id)
WHERE asked.kind = 'advice.requested' AND asked.case_type = 'assessment'
  AND asked.facts ? 'bound'
  AND cases.stage NOT IN ('PLAN_ISSUED', 'NO_PLAN', 'NOT_ASSESSED', 'WITHDRAWN', 'MOVED_AWAY')
"""
TIES = """
INSERT INTO access_tie (area_id, child_id, kind, post_id, from_date)
SELECT DISTINCT ON (request.child_id, request.post_id)
    request.area_id, request.child_id, 'ADVISER', request.post_id, request.received_date
FROM assessment_advicerequest request
WHERE request.post_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM access_tie tie WHERE tie.child_id = request.child_id
      AND tie.post_id = request.post_id AND tie.kind = 'ADVISER')
ORDER BY request.child_id, request.post_id, request.received_date
"""
STATEMENTS = """
INSERT INTO assessment_advicestatementrow (
    area_id, child_id, request_id, kind, words, need_area, everyday, who, how_often, how_long,
    ratio, expertise, passage, place)
SELECT request.area_id, request.child_id, request.id, %s, %s, %s, %s, %s, %s, %s, %s, %s, '', %s
FROM assessment_advicerequest request
WHERE request.state = 'ANSWERED' AND request.adviser <> 'family'
"""
CARE = """
INSERT INTO assessment_socialcarerecord (
    area_id, child_id, request_id, offer, offered_date, offered_by, offered_how, why_not, answer,
    answered_date, followed)
SELECT area_id, child_id, id,
    CASE WHEN id % 3 = 0 THEN 'NOT_OFFERED' ELSE 'OFFERED' END,
    CASE WHEN id % 3 = 0 THEN NULL ELSE received_date + 7 END,
    CASE WHEN id % 3 = 0 THEN '' ELSE 'The assessment team' END, '',
    CASE WHEN id % 3 = 0 THEN 'The family said that it has the help it needs at home.' ELSE '' END,
    CASE id % 3 WHEN 0 THEN '' WHEN 1 THEN 'ACCEPTED' ELSE 'DECLINED' END,
    CASE WHEN id % 3 = 0 THEN NULL ELSE received_date + 14 END, ''
FROM assessment_advicerequest WHERE adviser = 'social-care' AND state = 'ANSWERED'
"""
STEPS = """
INSERT INTO assessment_advicestep (area_id, child_id, request_id, kind, key, "on", at, words)
SELECT area_id, child_id, id, 'asked', 'asked', received_date, received_date + time '09:00', ''
FROM assessment_advicerequest
UNION ALL
SELECT area_id, child_id, id, 'chased', 'week/' || week.n, received_date + 7 * week.n,
    received_date + 7 * week.n + time '07:00', ''
FROM assessment_advicerequest, (VALUES (3), (5), (6)) AS week (n)
WHERE bound <> 'invited' AND received_date + 7 * week.n <= %s
  AND (answered_date IS NULL OR answered_date > received_date + 7 * week.n)
"""
CONSULTATIONS = """
INSERT INTO placements_consultation (
    area_id, child_id, case_type, case_id, setting_id, organisation_id, about, asked_by, listed,
    state, sent_date, due_date, copy, answer, grounds, reasons, needed, answered_date, typed)
SELECT sent.area_id, sent.child_id, 'assessment', sent.case_id, place.id, body.id,
    sent.facts->>'about', CASE WHEN sent.id % 3 = 0 THEN 'COUNCIL' ELSE 'FAMILY' END,
    CASE WHEN place.type_code IN ('01', '02', '03', '05', '07', '12') THEN 'MAINTAINED' ELSE '' END,
    CASE WHEN answered.on_day IS NULL THEN 'SENT' ELSE 'ANSWERED' END, sent."on", clock.due,
    jsonb_build_array(
        jsonb_build_object('title', 'Name', 'words', child.forename || ' ' || child.surname),
        jsonb_build_object('title', 'About the child', 'words',
            'Invented. Likes to build things, and talks most while doing so.'),
        jsonb_build_object('title', 'Needs and provision', 'words',
            'Short instructions, one at a time; a quiet place when it gets too loud; speech and'
            ' language therapy each week.')),
    CASE WHEN answered.on_day IS NULL THEN '' WHEN sent.id % 4 = 0 THEN 'NO' ELSE 'YES' END,
    CASE WHEN answered.on_day IS NOT NULL AND sent.id % 4 = 0
         THEN ARRAY['OTHERS_EDUCATION'] ELSE ARRAY[]::varchar[] END,
    CASE WHEN answered.on_day IS NOT NULL AND sent.id % 4 = 0
         THEN 'The year group has no teacher to spare for a second small group, and splitting one'
              ' class would leave the other without its teaching assistant all morning.'
         ELSE '' END, '', answered.on_day, '{}'
FROM timeline_event sent
JOIN assessment_assessment cases ON cases.id = sent.case_id
JOIN people_child child ON child.id = sent.child_id AND NOT child.location_restricted
JOIN organisations_setting place ON place.urn = sent.facts->>'about'
JOIN timeline_clock clock ON clock.area_id = sent.area_id AND clock.case_type = 'assessment'
 AND clock.case_id = sent.case_id AND clock.rule = 'plan-consult' AND clock.known_to IS NULL
 AND clock.about = sent.facts->>'about' AND clock.due IS NOT NULL
LEFT JOIN organisations_organisation body ON body.setting_id = place.id
LEFT JOIN LATERAL (
    SELECT min(event."on") AS on_day FROM timeline_event event
    WHERE event.area_id = sent.area_id AND event.case_type = 'assessment'
      AND event.case_id = sent.case_id AND event.kind = 'setting.answered'
      AND event.facts->>'about' = sent.facts->>'about') answered ON true
WHERE sent.kind = 'setting.consulted' AND sent.case_type = 'assessment'
  AND cases.stage NOT IN ('PLAN_ISSUED', 'NO_PLAN', 'NOT_ASSESSED', 'WITHDRAWN', 'MOVED_AWAY')
ON CONFLICT DO NOTHING
"""


def write_advice(posts: dict[str, int], as_of: date, *, ignored: str) -> None:
    """Write what was asked of advisers and settings in the cases still open, as owner.

    `ignored` are triggers of history that rest meanwhile: the histories are written afterwards.
    """
    held = [
        (about, posts[key], every) for about, (key, every) in HOLDERS.items() if key in posts
    ] or [("nobody", 0, 1)]
    values = ", ".join(["(%s, %s::bigint, %s::bigint)"] * len(held))
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [ignored])
        cursor.execute(REQUESTS.format(holders=values), [part for row in held for part in row])
        cursor.execute(TIES)
        for place, (kind, words, area, everyday, provision) in enumerate(SAYINGS, start=1):
            cursor.execute(STATEMENTS, [kind, words, area, everyday, *provision, place])
        cursor.execute(CARE)
        cursor.execute(STEPS, [as_of])
        cursor.execute(CONSULTATIONS)
