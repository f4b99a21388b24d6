"""Every rule, read a second time from the regulations alone.

The dates below were worked out away from the law package, with plain dates and a typed list of
bank holidays, before its answers were looked at. They stress what goes wrong: weekends and bank
holidays at an end, months of 31 days, leap days, August, Christmas, the turn of the year,
"beginning with" and "before".
"""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from goldenthread.config.cli import main
from goldenthread.law import limits

# rule, from, last day, working target ("-" where nobody owes one)
DATES = """
ena-decide 2026-01-05 2026-02-16 2026-02-16
ena-decide 2026-11-23 2027-01-04 2027-01-04
ena-decide 2026-11-20 2027-01-01 2026-12-31
ena-decide 2028-02-29 2028-04-11 2028-04-11
ena-refuse-notice 2026-01-05 2026-02-16 2026-02-16
ena-refuse-notice 2026-11-23 2027-01-04 2027-01-04
ena-refuse-notice 2026-11-20 2027-01-01 2026-12-31
ena-refuse-notice 2028-02-29 2028-04-11 2028-04-11
ena-advice-due 2026-07-20 2026-08-31 2026-08-28
ena-advice-due 2026-11-13 2026-12-25 2026-12-24
ena-advice-due 2028-01-18 2028-02-29 2028-02-29
ena-advice-council 2026-11-13 2026-12-25 2026-12-24
ena-advice-others 2026-11-13 2026-12-25 2026-12-24
rea-advice 2026-07-20 2026-08-31 2026-08-28
rea-advice 2026-11-13 2026-12-25 2026-12-24
rea-advice 2028-01-18 2028-02-29 2028-02-29
sc-advice 2026-07-20 2026-08-31 2026-08-28
sc-advice 2026-11-13 2026-12-25 2026-12-24
sc-advice 2028-01-18 2028-02-29 2028-02-29
mov-tell 2026-07-20 2026-08-31 2026-08-28
mov-tell 2026-11-13 2026-12-25 2026-12-24
mov-tell 2028-01-18 2028-02-29 2028-02-29
cc-cyp 2026-07-20 2026-08-31 2026-08-28
cc-cyp 2026-11-13 2026-12-25 2026-12-24
cc-cyp 2028-01-18 2028-02-29 2028-02-29
cus-request 2026-07-20 2026-08-31 2026-08-28
cus-request 2026-11-13 2026-12-25 2026-12-24
cus-request 2028-01-18 2028-02-29 2028-02-29
ena-no-plan 2026-01-05 2026-04-27 2026-04-27
ena-no-plan 2026-11-23 2027-03-15 2027-03-15
ena-no-plan 2026-09-04 2026-12-25 2026-12-24
ena-no-plan 2028-02-29 2028-06-20 2028-06-20
ena-yes-decision 2026-01-05 2026-04-27 2026-04-27
ena-yes-decision 2026-11-23 2027-03-15 2027-03-15
ena-yes-decision 2026-09-04 2026-12-25 2026-12-24
ena-yes-decision 2028-02-29 2028-06-20 2028-06-20
plan-draft 2026-01-05 2026-04-27 2026-04-27
plan-draft 2026-11-23 2027-03-15 2027-03-15
plan-draft 2026-09-04 2026-12-25 2026-12-24
plan-draft 2028-02-29 2028-06-20 2028-06-20
plan-final 2026-01-05 2026-05-25 2026-05-22
plan-final 2026-11-23 2027-04-12 2027-04-12
plan-final 2026-08-07 2026-12-25 2026-12-24
plan-final 2028-02-29 2028-07-18 2028-07-18
cus-final 2026-01-05 2026-05-25 2026-05-22
cus-final 2026-11-23 2027-04-12 2027-04-12
cus-final 2026-08-07 2026-12-25 2026-12-24
cus-final 2028-02-29 2028-07-18 2028-07-18
ena-seek-advice 2026-12-25 2026-12-25 2026-12-24
ena-seek-advice 2026-11-23 2026-11-23 2026-11-23
ena-seek-advice 2028-02-29 2028-02-29 2028-02-29
plan-secure 2026-12-25 2026-12-25 2026-12-24
plan-secure 2026-11-23 2026-11-23 2026-11-23
plan-secure 2028-02-29 2028-02-29 2028-02-29
plan-notice-final 2026-12-25 2026-12-25 2026-12-24
plan-notice-final 2026-11-23 2026-11-23 2026-11-23
plan-notice-final 2028-02-29 2028-02-29 2028-02-29
ord-continue 2026-12-25 2026-12-25 2026-12-24
ord-continue 2026-11-23 2026-11-23 2026-11-23
ord-continue 2028-02-29 2028-02-29 2028-02-29
mov-provision 2026-12-25 2026-12-25 2026-12-24
mov-provision 2026-11-23 2026-11-23 2026-11-23
mov-provision 2028-02-29 2028-02-29 2028-02-29
exc-lac-1 2026-12-25 2026-12-25 2026-12-24
exc-lac-1 2026-11-23 2026-11-23 2026-11-23
exc-lac-1 2028-02-29 2028-02-29 2028-02-29
wait-support 2026-12-25 2026-12-25 2026-12-24
wait-support 2026-11-23 2026-11-23 2026-11-23
wait-support 2028-02-29 2028-02-29 2028-02-29
plan-draft-15d 2026-11-23 2026-12-07 -
plan-draft-15d 2026-12-11 2026-12-25 -
plan-draft-15d 2028-02-15 2028-02-29 -
rev-amend-15d 2026-11-23 2026-12-07 -
rev-amend-15d 2026-12-11 2026-12-25 -
rev-amend-15d 2028-02-15 2028-02-29 -
plan-draft-change 2026-11-23 2026-12-07 -
plan-draft-change 2026-12-11 2026-12-25 -
plan-draft-change 2028-02-15 2028-02-29 -
plan-consult 2026-11-23 2026-12-08 2026-12-08
plan-consult 2026-12-10 2026-12-25 2026-12-24
plan-consult 2028-02-14 2028-02-29 2028-02-29
rea-decide 2026-11-23 2026-12-08 2026-12-08
rea-decide 2026-12-10 2026-12-25 2026-12-24
rea-decide 2028-02-14 2028-02-29 2028-02-29
rcb-change 2026-11-23 2026-12-11 2026-12-11
rcb-change 2026-12-12 2027-01-06 2027-01-06
rcb-change 2026-12-24 2027-01-18 2027-01-18
mov-transfer 2026-11-23 2026-12-11 2026-12-11
mov-transfer 2026-12-12 2027-01-06 2027-01-06
mov-transfer 2026-12-24 2027-01-18 2027-01-18
med-contact 2026-11-23 2027-01-23 -
med-contact 2026-12-31 2027-02-28 -
med-contact 2027-12-31 2028-02-29 -
med-contact 2026-06-30 2026-08-30 -
app-limit 2026-11-23 2027-01-23 -
app-limit 2026-12-31 2027-02-28 -
app-limit 2027-12-31 2028-02-29 -
app-limit 2026-06-30 2026-08-30 -
app-limit 2026-10-25 2026-12-25 -
cease-pause 2026-06-15 2026-08-15 -
cease-pause 2026-12-31 2027-02-28 -
med-cert-no 2026-12-23 2026-12-30 2026-12-30
med-cert-no 2026-05-22 2026-05-28 2026-05-28
med-cert-no 2026-11-21 2026-11-25 2026-11-25
med-cert-late 2026-12-23 2026-12-30 2026-12-30
med-cert-late 2026-05-22 2026-05-28 2026-05-28
med-cert-late 2026-11-21 2026-11-25 2026-11-25
med-cert-yes 2026-12-23 2026-12-30 2026-12-30
med-cert-yes 2026-05-22 2026-05-28 2026-05-28
med-cert-yes 2026-11-21 2026-11-25 2026-11-25
cmp-nhs 2026-12-23 2026-12-30 2026-12-30
cmp-nhs 2026-05-22 2026-05-28 2026-05-28
cmp-nhs 2026-11-21 2026-11-25 2026-11-25
med-held 2026-11-25 2026-12-25 2026-12-24
med-held 2028-01-30 2028-02-29 2028-02-29
dp-complaint 2026-11-25 2026-12-25 2026-12-24
dp-complaint 2026-06-19 2026-07-19 2026-07-17
dp-complaint 2028-01-30 2028-02-29 2028-02-29
med-agree-other 2026-11-02 2026-11-16 2026-11-16
med-agree-other 2026-12-11 2026-12-25 2026-12-24
med-agree-other 2028-02-15 2028-02-29 2028-02-29
ord-assess-tell 2026-11-02 2026-11-16 2026-11-16
ord-assess-tell 2026-12-11 2026-12-25 2026-12-24
ord-assess-tell 2028-02-15 2028-02-29 2028-02-29
ord-reconsider 2026-11-02 2026-11-16 2026-11-16
ord-reconsider 2026-12-11 2026-12-25 2026-12-24
ord-reconsider 2028-02-15 2028-02-29 2028-02-29
ord-setting 2026-11-02 2026-11-16 2026-11-16
ord-setting 2026-12-11 2026-12-25 2026-12-24
ord-setting 2028-02-15 2028-02-29 2028-02-29
rev-report 2026-11-02 2026-11-16 2026-11-16
rev-report 2026-12-11 2026-12-25 2026-12-24
rev-report 2028-02-15 2028-02-29 2028-02-29
eip 2026-11-02 2026-11-16 2026-11-16
eip 2026-12-11 2026-12-25 2026-12-24
eip 2028-02-15 2028-02-29 2028-02-29
med-icb-tells-la 2026-12-18 2026-12-25 2026-12-24
med-icb-tells-la 2028-02-22 2028-02-29 2028-02-29
rec-pass-on 2026-12-18 2026-12-25 2026-12-24
rec-pass-on 2028-02-22 2028-02-29 2028-02-29
cyp-ed 2026-12-18 2026-12-25 2026-12-24
cyp-ed 2028-02-22 2028-02-29 2028-02-29
rec-respond 2026-11-02 2026-12-07 2026-12-07
rec-respond 2026-11-20 2026-12-25 2026-12-24
rec-respond 2028-01-25 2028-02-29 2028-02-29
ord-make-plan 2026-11-02 2026-12-07 2026-12-07
ord-make-plan 2026-11-20 2026-12-25 2026-12-24
ord-make-plan 2028-01-25 2028-02-29 2028-02-29
ord-amend 2026-11-02 2026-12-07 2026-12-07
ord-amend 2026-11-20 2026-12-25 2026-12-24
ord-amend 2028-01-25 2028-02-29 2028-02-29
ord-continue-amend 2026-11-02 2026-12-07 2026-12-07
ord-continue-amend 2026-11-20 2026-12-25 2026-12-24
ord-continue-amend 2028-01-25 2028-02-29 2028-02-29
ord-assess-noplan 2026-11-02 2027-01-11 2027-01-11
ord-assess-noplan 2026-10-23 2027-01-01 2026-12-31
ord-assess-plan 2026-11-02 2027-02-08 2027-02-08
ord-assess-plan 2026-09-25 2027-01-01 2026-12-31
ord-assess-plan 2027-11-23 2028-02-29 2028-02-29
rea-final 2026-11-02 2027-02-08 2027-02-08
rea-final 2026-09-25 2027-01-01 2026-12-31
rea-final 2027-11-23 2028-02-29 2028-02-29
app-response 2026-11-02 2026-12-14 2026-12-14
app-response 2026-07-20 2026-09-29 2026-09-29
app-response 2026-08-10 2026-10-12 2026-10-12
app-response 2026-12-14 2027-02-02 2027-02-02
app-ut 2026-11-02 2026-11-30 -
app-ut 2028-02-01 2028-02-29 -
ddis-claim 2026-06-15 2026-12-14 -
ddis-claim 2026-08-31 2027-02-27 -
ddis-claim 2026-08-29 2027-02-27 -
rev-first 2026-11-18 2027-11-17 2027-11-17
rev-first 2027-03-01 2028-02-29 2028-02-29
rev-first 2028-02-29 2029-02-27 2029-02-27
rev-first 2026-01-01 2026-12-31 2026-12-31
rev-next 2026-11-18 2027-11-17 2027-11-17
rev-next 2027-03-01 2028-02-29 2028-02-29
rev-next 2028-02-29 2029-02-27 2029-02-27
rev-next 2026-01-01 2026-12-31 2026-12-31
rev-invite 2026-12-16 2026-12-01 2026-12-01
rev-invite 2027-01-04 2026-12-20 2026-12-18
rev-invite 2028-03-15 2028-02-29 2028-02-29
rev-papers 2026-12-16 2026-12-01 2026-12-01
rev-papers 2027-01-04 2026-12-20 2026-12-18
rev-papers 2028-03-15 2028-02-29 2028-02-29
rev-termlist 2026-12-16 2026-12-01 2026-12-01
rev-termlist 2027-01-04 2026-12-20 2026-12-18
rev-termlist 2028-03-15 2028-02-29 2028-02-29
rev-under5 2026-08-31 2027-02-28 2027-02-26
rev-under5 2027-08-29 2028-02-29 2028-02-29
rev-under5 2027-08-31 2028-02-29 2028-02-29
sc-dfg 2026-08-31 2027-02-28 2027-02-26
sc-dfg 2027-08-29 2028-02-29 2028-02-29
sc-dfg 2027-08-31 2028-02-29 2028-02-29
rev-decide 2026-11-18 2026-12-16 2026-12-16
rev-decide 2026-11-27 2026-12-25 2026-12-24
rev-decide 2028-02-01 2028-02-29 2028-02-29
rev-amend-notice 2026-11-18 2026-12-16 2026-12-16
rev-amend-notice 2026-11-27 2026-12-25 2026-12-24
rev-amend-notice 2028-02-01 2028-02-29 2028-02-29
cyp-mh-4w 2026-11-18 2026-12-16 -
cyp-mh-4w 2026-11-27 2026-12-25 -
cyp-mh-4w 2028-02-01 2028-02-29 -
rev-amend-final 2026-12-16 2027-02-10 2027-02-10
rev-amend-final 2026-10-30 2026-12-25 2026-12-24
rev-amend-final 2028-01-04 2028-02-29 2028-02-29
rev-amend-drop 2026-12-16 2027-02-10 2027-02-10
rev-amend-drop 2026-10-30 2026-12-25 2026-12-24
rev-amend-drop 2028-01-04 2028-02-29 2028-02-29
rev-other-amend 2026-12-16 2027-02-10 2027-02-10
rev-other-amend 2026-10-30 2026-12-25 2026-12-24
rev-other-amend 2028-01-04 2028-02-29 2028-02-29
rev-dp 2026-11-30 2027-02-28 2027-02-26
rev-dp 2026-12-31 2027-03-31 2027-03-31
rev-dp 2027-11-30 2028-02-29 2028-02-29
asd-3m 2026-11-30 2027-02-28 2027-02-26
asd-3m 2026-12-31 2027-03-31 2027-03-31
asd-3m 2027-11-30 2028-02-29 2028-02-29
pt-school 2027-09-01 2027-02-14 2027-02-12
pt-school 2028-09-04 2028-02-14 2028-02-14
pt-school 2026-09-01 2026-02-14 2026-02-13
pt-post16 2027-09-01 2027-03-30 2027-03-30
pt-post16 2028-09-04 2028-03-30 2028-03-30
pt-post16 2029-09-03 2029-03-30 2029-03-29
pt-between-post16 2027-09-01 2027-04-01 2027-04-01
pt-between-post16 2027-07-31 2027-02-28 2027-02-26
pt-between-post16 2028-07-31 2028-02-29 2028-02-29
pt-workback 2027-09-01 2026-10-31 2026-10-30
pt-workback 2028-09-04 2027-10-31 2027-10-29
mov-review 2026-11-23 2027-02-22 2027-02-22
mov-review 2026-11-30 2027-02-27 2027-02-26
cus-keep 2026-11-23 2026-11-30 2026-11-30
cus-keep 2026-12-23 2027-01-04 2027-01-04
cus-keep 2027-03-24 2027-04-02 2027-04-02
cmp-s1 2026-11-23 2026-11-30 2026-11-30
cmp-s1 2026-12-23 2027-01-04 2027-01-04
cmp-s1 2027-03-24 2027-04-02 2027-04-02
cmp-s2 2026-11-23 2026-11-30 2026-11-30
cmp-s2 2026-12-23 2027-01-04 2027-01-04
cmp-s2 2027-03-24 2027-04-02 2027-04-02
sc-s17-decision 2026-11-20 2026-11-23 2026-11-23
sc-s17-decision 2026-12-24 2026-12-29 2026-12-29
sc-s17-decision 2027-03-25 2027-03-30 2027-03-30
sc-s17 2026-11-23 2027-01-28 2027-01-28
sc-s17 2027-03-01 2027-05-06 2027-05-06
lac-review 2026-11-02 2026-11-30 2026-11-30
lac-review 2026-12-04 2027-01-06 2027-01-06
lac-review 2027-03-25 2027-04-26 2027-04-26
lac-health 2026-11-02 2026-11-30 2026-11-30
lac-health 2026-12-04 2027-01-06 2027-01-06
lac-health 2027-03-25 2027-04-26 2027-04-26
foi 2026-11-02 2026-11-30 2026-11-30
foi 2026-12-04 2027-01-06 2027-01-06
foi 2027-03-25 2027-04-26 2027-04-26
eir 2026-11-02 2026-11-30 2026-11-30
eir 2026-12-04 2027-01-06 2027-01-06
eir 2027-03-25 2027-04-26 2027-04-26
lac-pep 2026-11-02 2026-11-16 2026-11-16
lac-pep 2026-12-18 2027-01-06 2027-01-06
cmp-ca-s1 2026-11-02 2026-11-16 2026-11-16
cmp-ca-s1 2026-12-18 2027-01-06 2027-01-06
lo-comments 2026-11-30 2027-11-30 2027-11-30
lo-comments 2028-02-29 2029-02-28 2029-02-28
sir-annual 2026-11-30 2027-11-30 2027-11-30
sir-annual 2028-02-29 2029-02-28 2029-02-28
senco-qual 2024-08-31 2027-08-31 2027-08-31
senco-qual 2024-09-01 2027-09-01 2027-09-01
senco-qual 2028-02-29 2031-02-28 2031-02-28
insp-monitor 2024-09-27 2026-03-27 -
insp-monitor 2026-08-31 2028-02-29 -
insp-pap 2026-11-23 2027-01-14 2027-01-14
insp-pap 2027-03-01 2027-04-21 2027-04-21
rtt-18 2026-01-05 2026-05-11 2026-05-11
rtt-18 2026-08-21 2026-12-25 2026-12-24
rtt-18 2027-11-02 2028-03-07 2028-03-07
chs-list 2026-01-05 2026-05-11 2026-05-11
chs-list 2026-08-21 2026-12-25 2026-12-24
chs-list 2027-11-02 2028-03-07 2028-03-07
whl-18 2026-01-05 2026-05-11 2026-05-11
whl-18 2026-08-21 2026-12-25 2026-12-24
whl-18 2027-11-02 2028-03-07 2028-03-07
chs-52 2026-01-05 2027-01-04 2027-01-04
chs-52 2026-12-28 2027-12-27 2027-12-24
cmp-ca-s2 2026-11-23 2026-12-30 2026-12-30
cmp-ca-s2 2027-03-01 2027-04-07 2027-04-07
cmp-ca-s3 2026-11-23 2026-12-21 -
cmp-ca-s3 2026-12-04 2027-01-06 -
cmp-lgsco 2026-11-23 2027-11-23 -
cmp-lgsco 2028-02-29 2029-02-28 -
sar 2027-01-31 2027-02-28 2027-02-26
sar 2026-11-30 2026-12-30 2026-12-30
sar 2028-01-31 2028-02-29 2028-02-29
"""

# An invented school: Monday 2 November to 18 December 2026, then to 12 February and 25 March 2027.
SCHOOL = {
    "terms": [
        ["2026-11-02", "2026-12-18"],
        ["2027-01-04", "2027-02-12"],
        ["2027-02-22", "2027-03-25"],
    ]
}
MORE = [
    # A certificate counts when its month ends later; rule 12 moves what ends in August.
    ("app-limit", "2026-11-23", {"certificate": "2027-01-15"}, "2027-02-15"),
    ("app-limit", "2026-11-23", {"certificate": "2026-12-02"}, "2027-01-23"),
    ("app-limit", "2026-12-15", {"certificate": "2027-01-31"}, "2027-02-28"),
    ("cease-pause", "2026-11-24", {"certificate": "2027-01-15"}, "2027-02-15"),
    # The later of two periods, each beginning with its day.
    ("mov-review", "2026-11-23", {"reviewed": "2026-09-01"}, "2027-08-31"),
    ("mov-review", "2026-11-23", {"reviewed": "2025-12-01"}, "2027-02-22"),
    ("mov-review", "2028-02-29", {"reviewed": "2027-06-01"}, "2028-05-31"),
    # Known fifteen working days before: the day of the move. Known later: fifteen from then.
    ("mov-transfer", "2026-11-23", {"move": "2026-12-14"}, "2026-12-14"),
    ("mov-transfer", "2026-11-23", {"move": "2026-12-11"}, "2026-12-11"),
    ("mov-transfer", "2026-11-23", {"move": "2026-11-20"}, "2026-12-11"),
    ("rcb-change", "2026-09-01", {"move": "2026-11-28"}, "2026-11-28"),
    # From a date of birth, whatever the day asked.
    ("csa-start", "2026-11-23", {"born": "2021-03-31"}, "2026-03-31"),
    ("csa-start", "2026-11-23", {"born": "2021-04-01"}, "2026-08-31"),
    ("csa-start", "2026-11-23", {"born": "2021-08-31"}, "2026-08-31"),
    ("csa-start", "2026-11-23", {"born": "2021-09-01"}, "2026-12-31"),
    ("csa-start", "2026-11-23", {"born": "2022-01-01"}, "2027-03-31"),
    ("csa-start", "2020-02-29", {"born": "2020-02-29"}, "2025-03-31"),
    ("pfa-rights", "2026-11-23", {"born": "2010-08-31"}, "2026-06-26"),
    ("pfa-rights", "2026-11-23", {"born": "2010-09-01"}, "2027-06-25"),
    ("pfa-rights", "2026-11-23", {"born": "2012-02-29"}, "2028-06-30"),
    ("age-25", "2026-11-23", {"born": "2001-10-02"}, "2027-07-31"),
    ("age-25", "2026-11-23", {"born": "2001-07-31"}, "2026-07-31"),
    ("age-25-dates", "2026-11-23", {"born": "2001-08-01"}, "2027-07-31"),
    ("age-25-dates", "2026-11-23", {"born": "2004-02-29"}, "2029-07-31"),
    # School days: holidays do not count, and the first day of an exclusion is the first day.
    ("s19-pex-6", "2026-11-23", {"calendar": SCHOOL}, "2026-11-30"),
    ("s19-pex-6", "2026-12-17", {"calendar": SCHOOL}, "2027-01-07"),
    ("s19-pex-6", "2026-11-21", {"calendar": SCHOOL}, "2026-11-30"),
    ("s100-susp-6", "2027-02-11", {"calendar": SCHOOL}, "2027-02-25"),
    ("s19-health-15", "2026-12-14", {"calendar": SCHOOL}, "2027-01-04"),
    ("exc-board-15", "2026-11-23", {"calendar": SCHOOL}, "2026-12-14"),
    ("exc-board-50", "2026-11-23", {"calendar": SCHOOL}, "2027-02-22"),
    ("exc-irp-ask", "2026-12-14", {"calendar": SCHOOL}, "2027-01-18"),
    ("exc-irp-meet", "2026-12-18", {"calendar": SCHOOL}, "2027-01-22"),
    ("att-join-leave", "2026-12-16", {"calendar": SCHOOL}, "2027-01-06"),
    ("ap-offsite", "2027-01-04", {"calendar": SCHOOL}, "2026-12-17"),
    ("sar-edu", "2026-12-25", {"calendar": SCHOOL}, "2027-01-22"),
]

# rule, from, the further dates in order
FURTHER = [
    ("ena-seek-advice", "2026-12-24", ["2026-12-30"]),
    ("ord-make-plan", "2026-11-02", ["2027-01-18"]),
    ("ord-continue-amend", "2026-11-02", ["2026-11-02"]),
    ("rev-under5", "2026-08-31", ["2026-11-30"]),
    ("rev-other-amend", "2026-12-16", ["2026-12-30"]),
    ("pt-workback", "2027-09-01", ["2026-11-22", "2026-06-30"]),
    ("age-25-dates", "2001-10-02", ["2027-10-01"]),
    ("sc-dfg", "2026-08-31", ["2027-08-31"]),
    ("chs-list", "2026-01-05", ["2027-01-04"]),
    ("cyp-ed", "2026-11-23", ["2026-12-21"]),
    ("cmp-s1", "2026-11-23", ["2026-12-14", "2026-12-30"]),
    ("cmp-s2", "2026-11-23", ["2026-12-30"]),
    ("cmp-ca-s1", "2026-11-23", ["2026-12-21"]),
    ("cmp-ca-s2", "2026-11-23", ["2027-02-25"]),
    ("cmp-nhs", "2026-08-31", ["2027-02-28"]),
    ("sar", "2026-11-30", ["2027-02-28"]),
    ("eir", "2026-11-23", ["2027-01-21"]),
]

# Rows to which the regulations give no number of days, or which are not in force.
NO_NUMBER = """
ex-school-closed ex-eyp-closed ex-personal ex-absent-4w ex-absent-2w ex-missed-appt
ex-ep-shortage ex-covid ena-request ena-advice-reuse plan-meeting plan-disclose
ena-under5-notify med-agree-appealable app-late-cert app-kinds app-keep-reviewing ord-cease-ok
ord-provision rev-meeting-content rev-request rev-exclusion pt-2015 pfa-year9 pfa-areas
pfa-adult-care cease-propose cease-decide cease-grounds cease-timing cus-release pb-ask
pb-reduce sc-csdpa sc-parent-carer sc-young-carer lac-plan-fit lo-keep jc-arrange rtt-no-pause
rtt-dna-first rtt-dna-later rtt-restart rtt-diagnosis rtt-interim adhd s19-duty exc-notify
exc-45 ptt att-sick-15 att-10 att-20 cme cnis-register
"""

# Section 2: which reason may excuse which limit, and nothing else has any.
FOUR = "ex-school-closed ex-eyp-closed ex-personal ex-absent-4w"
EXCUSED = {
    FOUR: "ena-decide ena-refuse-notice ena-no-plan plan-final rea-final",
    "ex-personal ex-absent-4w ex-missed-appt": "ena-advice-due rea-advice sc-advice",
    f"{FOUR} ex-absent-2w": "ord-assess-tell ord-assess-noplan ord-assess-plan ord-make-plan "
    "ord-reconsider ord-amend ord-setting ord-continue ord-continue-amend",
}


def ask(*questions):
    """Ask `goldenthread law due` about many at once."""
    lines = "".join(f"{json.dumps(each)}\n" for each in questions)
    result = CliRunner().invoke(main, ["law", "due", "--stdin", "--json"], input=lines)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_last_day_and_working_target():
    rows = [line.split() for line in DATES.split("\n") if line]
    answers = ask(*({"rule": rule, "from": start} for rule, start, *_ in rows))
    found = [
        [a["rule"], a["from"], a.get("last_day"), a.get("working_target") or "-"] for a in answers
    ]
    assert found == rows


def test_last_days_that_need_another_fact():
    answers = ask(*({"rule": rule, "from": start, **extra} for rule, start, extra, _ in MORE))
    found = [(a["rule"], a["from"], a.get("last_day")) for a in answers]
    assert found == [(rule, start, last_day) for rule, start, _, last_day in MORE]


@pytest.mark.parametrize(("rule", "start", "dates"), FURTHER)
def test_further_dates(rule, start, dates):
    (answer,) = ask({"rule": rule, "from": start})
    assert [each["last_day"] for each in answer["further"]] == dates


def test_no_row_is_left_out():
    dated = {line.split()[0] for line in DATES.split("\n") if line} | {row[0] for row in MORE}
    none = set(NO_NUMBER.split())
    assert not dated & none
    assert dated | none == {entry.id for entry in limits.entries() if entry.section != 13}
    assert len(dated | none) == 170


def test_rows_without_a_number_say_why():
    for answer in ask(*({"rule": rule, "from": "2026-11-23"} for rule in NO_NUMBER.split())):
        assert "error" not in answer, answer
        assert answer["last_day"] is None, answer
        assert answer["working_target"] is None, answer
        assert answer["why"], answer


@pytest.mark.parametrize(
    ("start", "moved"),
    [
        ("2026-11-24", "2027-01-25"),  # ends on a Sunday
        ("2026-06-15", "2026-09-01"),  # ends in August
        ("2026-06-30", "2026-09-01"),
        ("2026-10-25", "2027-01-04"),  # ends on Christmas Day
        ("2026-11-01", "2027-01-04"),  # ends on 1 January
        ("2026-10-24", None),  # ends on Christmas Eve, a Thursday
        ("2026-05-31", None),  # ends on 31 July, a Friday
        ("2027-06-30", "2027-09-01"),  # ends on Monday 30 August 2027
    ],
)
def test_where_rule_12_moves_the_end_of_the_time_to_appeal(start, moved):
    (answer,) = ask({"rule": "app-limit", "from": start})
    assert answer.get("moved_to") == moved


def test_a_plan_that_may_end_is_kept_to_the_later_date():
    (answer,) = ask({"rule": "cease-pause", "from": "2026-06-15"})
    assert (answer["last_day"], answer["moved_to"]) == ("2026-08-15", "2026-09-01")
    assert "keep to the later date" in answer["note"]
    assert "meet the earlier" not in answer["note"]


def test_an_age_asked_without_a_birth_date_says_what_it_took_the_start_for():
    told, guessed = ask(
        {"rule": "age-25", "from": "2026-10-02", "born": "2001-10-02"},
        {"rule": "age-25", "from": "2001-10-02"},
    )
    assert told["last_day"] == guessed["last_day"] == "2027-07-31"
    assert "as the date of birth" in guessed["note"]
    assert "as the date of birth" not in told["note"]


def test_notice_says_from_when_it_is_late():
    (answer,) = ask({"rule": "rev-invite", "from": "2026-12-16"})
    assert answer["last_day"] == "2026-12-01"
    assert "late only after 2026-12-02" in answer["note"]


@pytest.mark.parametrize(
    ("rule", "start", "says"),
    [
        ("ex-covid", "2026-11-23", "Spent on 25 September 2020"),
        ("ex-covid", "2020-06-01", "Spent on 25 September 2020"),
        ("pt-2015", "2026-11-23", "Spent"),
        ("pt-2015", "2015-01-05", "Spent"),
        ("cnis-register", "2026-11-23", "not yet in force"),
    ],
)
def test_what_is_spent_or_not_begun_says_so_on_any_day(rule, start, says):
    (answer,) = ask({"rule": rule, "from": start})
    assert answer["last_day"] is None
    assert says in answer["why"]


@pytest.mark.parametrize(
    ("rule", "before", "first"),
    [
        ("dp-complaint", "2026-06-18", "2026-06-19"),
        ("cmp-s1", "2026-03-31", "2026-04-01"),
        ("cmp-s2", "2026-03-31", "2026-04-01"),
    ],
)
def test_a_limit_begins_on_its_day(rule, before, first):
    early, in_time = ask({"rule": rule, "from": before}, {"rule": rule, "from": first})
    assert f"was not in force on {before}" in early["error"]
    assert in_time["last_day"]


def test_a_sencos_award_depends_on_the_day_of_appointment():
    old = limits.time_limit("senco-qual", date(2024, 8, 31))
    new = limits.time_limit("senco-qual", date(2024, 9, 1))
    assert "professional" not in old.duty
    assert "national professional qualification" in new.duty
    (answer,) = ask({"rule": "senco-qual", "from": "2024-04-15"})
    assert [each["last_day"] for each in answer["further"]] == ["2027-08-31"]


def test_exceptions_are_those_of_the_regulations_and_no_others():
    expected = {rule: set(ex.split()) for ex, rules in EXCUSED.items() for rule in rules.split()}
    for entry in limits.entries():
        assert set(entry.exceptions) == expected.get(entry.id, set()), entry.id


@pytest.mark.parametrize(
    ("rule", "force", "owed_by"),
    [
        ("plan-draft-change", "SHOULD", "council"),
        ("pb-ask", "MUST", "family"),
        ("s100-susp-6", "MUST", "school or setting"),
        ("s19-pex-6", "MUST", "council"),
        ("ena-advice-due", "MUST", "advice giver"),
        ("ena-advice-council", "SHOULD", "advice giver"),
        ("ena-advice-others", "LOCAL", "advice giver"),
        ("plan-consult", "SHOULD", "school or setting"),
        ("cnis-register", "NONE", "council"),
    ],
)
def test_force_and_owner(rule, force, owed_by):
    (answer,) = ask({"rule": rule, "from": "2026-11-23", "calendar": SCHOOL})
    assert (answer["force"], answer["owed_by"]) == (force, owed_by)
