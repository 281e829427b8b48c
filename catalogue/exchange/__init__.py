"""A whole programme as a folder of files that people read and edit by hand, or one of them alone.

One file a table, CSV (UTF-8, comma or semicolon) or, for the programme itself, TOML. Only
`programme.toml` must be there; what a file names by its code is in another file, or in the
database already. Columns in brackets may be left out or empty. Words in a cell have spaces
between, names have ` | ` between. Dates are YYYY-MM-DD, yes and no are written so, money is whole
US dollars. Days of a run are counted from 1.

programme.toml       code, name, start, end, planning_date, [answer_by_days], [reminder_days],
                     [cooling_off_days], [retention_days]; tables [day_rules] and [weights] with
                     the contract's names
funders.csv          code, name, [budget_usd]
members.csv          code, name, [kind: member, organisation], [seat_target], [host_target]
agencies.csv         code, member, name, kind (immigration, border, police, ...)
cities.csv           code, name, country (ISO 3166 alpha-3), latitude, longitude, per_diem_usd,
                     time_zone
travel.csv           origin, destination, days, cost_usd (one person, one way)
venues.csv           code, name, city, [member], capacity, [parallel_runs], [facilities: words],
                     [day_rate_usd]
closures.csv         venue, start, [end], reason
holidays.csv         country, start, [end], name; venues there are closed
users.csv            code, family_name, [given_name], [email], [languages: words],
                     [gender: female, male, other], [member], [city],
                     roles (words: administrator, coordinator, overseer, focal_point,
                     agency_officer, machine_client), [agency] of an agency officer
officials.csv        code (<member>-...), agency, city, family_name, [given_name], [email],
                     [languages: words], [gender], [max_days], [retired_at: when they left; of
                     those who are known already only a table that is imported alone tells it]
trainers.csv         code, city, family_name, [given_name], [email], [languages: words],
                     [gender], [member], [kind: seconded, expert], [max_days], [day_fee_usd],
                     [person]: an official's or a user's code where that is the same human being;
                     their city, names, languages and member stand there then, and are left
                     empty here
skills.csv           trainer, skill, [level], [expires_on]
unavailable.csv      person (code of a trainer, official or user), start, [end], [reason],
                     [source]
courses.csv          code, title, days, min_seats, max_seats, [start_weekdays: 1 to 7],
                     [facilities: words], [audience: kinds of agencies],
                     [max_seats_per_member], [min_members], [prerequisites: courses], [funder],
                     [attendance_percent], [lessons: names], [restricted],
                     [participants: members, of a restricted activity], [languages: words, where
                     its materials exist already]
course_languages.csv course, language, [available_from]
course_materials.csv course, lesson (one of its lessons), material: its id in the LMS
blocks.csv           course, code, first_day, last_day, [title], [skill], [level], [trainers]
runs.csv             code, course, [required], [earliest], [latest], [venues: codes],
                     [pinned_held], [pinned_start], [pinned_venue], [pinned_language],
                     [edition] of its course that it was published with
run_trainers.csv     run, block, trainer: who must teach there
links.csv            kind (before, same_start, apart, only_if, same_cohort), first, second,
                     [min_gap_days], [max_gap_days]
plan.csv             run, start, venue, language: what is published already, as version 1
plan_trainers.csv    run, block, trainer: who teaches there
nominations.csv      official, course, [state; submitted], [rank: 1 is the first choice],
                     [priority: 1 to 5; follows from the rank], [run], [answer_by],
                     [endorsed_on; the planning date], [pinned_run], [note], [reason],
                     [call: its number], [substitutes: a nomination], [reminded_on]; those
                     that have or had a seat (offered, accepted, attended, absent, completed,
                     not_completed) name its run, which is in the plan
attendance.csv       official, course, day, present, [source]
completions.csv      official, course, completed_on, [source]: from before this programme
agenda.csv           course, day, begins (HH:MM), ends, title, [block]
calls.csv            course, number (the highest counts), deadline, [max_per_member], [note]
expenses.csv         code, funder, amount_usd, paid_on, [run], [note]

The rest is what an archive has besides. A nomination is named there by its id: official and
course, and from the second on a number, such as IDN-0001.INDUCTION.2. A moment is written as
2015-05-06T09:30:00+00:00.

editions.csv         course, number, made_at, document (JSON)
assignments.csv      run, block, trainer, state (asked, accepted, refused, released), [reason],
                     [answered_at]
proposals.csv        run, nomination, state, made_at, [decided_at]
lessons.csv          nomination, lesson, completed_at, [source]
results.csv          nomination, completed, completed_on, [source], [decided_at], [certificate]
revocations.csv      certificate, reason, revoked_at
drop_outs.csv        code, nomination, state, reported_at, [source], [note], [decided_at]
facts.csv            lms, kind, person, told, at, seen_at, [nomination], [item]

Loading is all or nothing. Loading again brings up to date what people know beforehand (members,
places, courses, runs, who people are) and adds what is new; it never touches what has been decided
since: the planning date, pins, states of nominations, published plans. A table that is imported
alone adds and changes, and removes nothing.

An archive is such a folder as one ZIP file, written from what is stored: loaded into an empty
database and written again it is the same, byte for byte. It has the newest plan with today's
seats, and no history: earlier versions, scenarios and the audit trail are in backups
(`catalogue.keeping`). What else it leaves out, and why, stands in `catalogue.exchange.archived`.
"""
