"""The table of doors: every route, page and RPC, and for whom it opens.

A column is a role: administrator, coordinator, overseer, focal point, agency officer, trainer,
official, machine client. Those who belong to a member belong to Indonesia. The first eight cells ask
for what is their own or their member's, the last eight for Malaysia's.

    y   done; in a list it is there
    s   the door is open, but it does not go as things stand or by whom it is asked (409, 412, 422)
    -   denied
    .   hidden: as if it were not there; a list is without it
"""

from __future__ import annotations

from typing import Any, NamedTuple

from catalogue.programmes import TERMS
from catalogue.viewer import Role

ROLES = (
    Role.ADMINISTRATOR,
    Role.COORDINATOR,
    Role.OVERSEER,
    Role.FOCAL_POINT,
    Role.AGENCY_OFFICER,
    Role.TRAINER,
    Role.OFFICIAL,
    Role.MACHINE_CLIENT,
)

TABLE = """
door                                                                      a c o f a t o m   a c o f a t o m
-----------------------------------------------------------------------------------------------------------
GET    /api/v1/programmes                                                 y y y y y y y y   y y y y y y y y
POST   /api/v1/programmes                                                 y y - - - - - -   y y - - - - - -
POST   /api/v1/programmes:load                                            s - - - - - - -   s - - - - - - -
GET    /api/v1/programmes/{programme}                                     y y y y y y y .   y y y . . . . .
PATCH  /api/v1/programmes/{programme}                                     y y - - - - - -   y y - - - - - -
POST   /api/v1/programmes/{programme}:lapse-overdue                       y y - - - - - -   y y - - - - - -
POST   /api/v1/programmes/{programme}:close-waiting-lists                 s s - - - - - -   s s - - - - - -
GET    /api/v1/programmes/{programme}/board                               y y . y . y . y   y y . . . . . y
GET    /api/v1/programmes/{programme}/roster                              y y - - - - - y   y y - - - - - y
GET    /api/v1/programmes/{programme}/runs                                y y y y y y y y   y y . . . . . .
POST   /api/v1/programmes/{programme}/runs                                y y - - - - - -   y y - - - - - -
POST   /api/v1/programmes/{programme}/runs:link                           y y - - - - - -   y y - - - - - -
GET    /api/v1/programmes/{programme}/runs/{run}                          y y y y y y y y   y y . . . . . .
GET    /api/v1/programmes/{programme}/runs/{run}/pins                     y y - - - - - -   y y - - - - - -
PUT    /api/v1/programmes/{programme}/runs/{run}/pins                     y y - - - - - -   y y - - - - - -
GET    /api/v1/programmes/{programme}/runs/{run}/seats                    y y - y . y . y   y y - . . y . y
POST   /api/v1/programmes/{programme}/runs/{run}:renew-edition            y y - - - - - -   y y - - - - - -
GET    /api/v1/programmes/{programme}/runs/{run}/agenda                   y y y y y y y y   y y y y y y y y
GET    /api/v1/courses                                                    y y y y y y y y   y y . y y . . .
GET    /api/v1/courses/{course}                                           y y y y y y y y   y y . y y . . .
PUT    /api/v1/courses/{course}                                           y y - - - - - -   y y - - - - - -
GET    /api/v1/courses/{course}/editions                                  y y y y y y y y   y y . y y . . .
GET    /api/v1/courses/{course}/agenda                                    y y - - - - - -   y y - - - - - -
PUT    /api/v1/courses/{course}/agenda                                    y y - - - - - -   y y - - - - - -
GET    /api/v1/programmes/{programme}/courses/{course}/waiting-list       y y - y y - - -   y y - . . - - -
GET    /api/v1/venues                                                     y y y y y y y y   y y y y y y y y
GET    /api/v1/venues/{venue}                                             y y y y y y y y   y y y y y y y y
POST   /api/v1/venues/{venue}:close                                       y y - - - - - -   y y - - - - - -
POST   /api/v1/venues/{venue}:reopen                                      y y - - - - - -   y y - - - - - -
GET    /api/v1/cities                                                     y y y y y y y y   y y y y y y y y
GET    /api/v1/agencies                                                   y y - y y - - -   y y - . . - - -
GET    /api/v1/trainers                                                   y y - y - y - -   y y - . - . - -
GET    /api/v1/trainers/{trainer}                                         y y - y - y - -   y y - . - . - -
GET    /api/v1/trainers/{trainer}/skills                                  y y - y - y - -   y y - . - . - -
GET    /api/v1/programmes/{programme}/trainers/{trainer}/load             y y - y - y - -   y y - . - . - -
POST   /api/v1/programmes/{programme}/trainers/{trainer}:import-calendar  y y - y - y - -   y y - . - . - -
POST   /api/v1/trainers/{trainer}:mark-unavailable                        y y - y - y - -   y y - . - . - -
POST   /api/v1/trainers/{trainer}:mark-available                          y y - y - y - -   y y - . - . - -
PUT    /api/v1/trainers/{trainer}/skills                                  y y - - - - - -   y y - - - - - -
POST   /api/v1/trainers/{trainer}/assignments/{run}:answer                y y - - - y - -   y y - - - . - -
POST   /api/v1/programmes/{programme}/expenses                            y y - - - - - -   y y - - - - - -
GET    /api/v1/programmes/{programme}/expenses                            y y - - - - - -   y y - - - - - -
GET    /api/v1/programmes/{programme}/funders                             y y y - - - - -   y y y - - - - -
GET    /api/v1/officials                                                  y y - y y - y -   y y - . . - . -
GET    /api/v1/officials/{official}                                       y y - y y - y -   y y - . . - . -
POST   /api/v1/officials                                                  y y - y y - - -   y y - . . - - -
POST   /api/v1/officials:register                                         y y - y y - - -   y y - . . - - -
PUT    /api/v1/officials/{official}                                       y y - y y - - -   y y - . . - - -
POST   /api/v1/officials/{official}:retire                                y y - y y - - -   y y - . . - - -
GET    /api/v1/programmes/{programme}/officials/{official}/eligibility    y y - y y - - -   y y - . . - - -
GET    /api/v1/programmes/{programme}/calls                               y y y y y y y -   y y . y y . . -
POST   /api/v1/programmes/{programme}/calls                               y y - - - - - -   y y - - - - - -
GET    /api/v1/calls/{call}                                               y y y y y y y -   y y . y y . . -
PUT    /api/v1/calls/{call}                                               y y - - - - - -   y y - - - - - -
GET    /api/v1/priorities                                                 y y - y y - - -   y y - y y - - -
GET    /api/v1/nominations                                                y y - y y - y -   y y - . . - . -
GET    /api/v1/nominations/{nomination}                                   y y - y y - y -   y y - . . - . -
POST   /api/v1/nominations                                                - - - y y - - -   - - - . . - - -
POST   /api/v1/programmes/{programme}/nominations:submit                  - - - y y - - -   - - - . . - - -
POST   /api/v1/nominations:rank                                           - - - y - - - -   - - - . - - - -
POST   /api/v1/nominations/{nomination}:substitute                        s s - y . - - -   s s - . . - - -
POST   /api/v1/nominations/{nomination}:submit                            s s - y y - - -   s s - . . - - -
POST   /api/v1/nominations/{nomination}:send-back                         s s - y - - - -   s s - . - - - -
POST   /api/v1/nominations/{nomination}:endorse                           s s - y - - - -   s s - . - - - -
POST   /api/v1/nominations/{nomination}:accept                            s s - y - - y -   s s - . - - . -
POST   /api/v1/nominations/{nomination}:decline                           s s - y y - y -   s s - . . - . -
POST   /api/v1/nominations/{nomination}:withdraw                          s s - y y - - -   s s - . . - - -
POST   /api/v1/nominations/{nomination}:reject                            y y - - - - - -   y y - - - - - -
POST   /api/v1/nominations/{nomination}:pin                               y y - - - - - -   y y - - - - - -
POST   /api/v1/nominations/{nomination}:promote                           s s - - - - - -   s s - - - - - -
GET    /api/v1/programmes/{programme}/proposals                           y y - - - - - -   y y - - - - - -
GET    /api/v1/programmes/{programme}/proposals/{proposal}                y y - - - - - -   y y - - - - - -
POST   /api/v1/programmes/{programme}/proposals/{proposal}:accept         s s - - - - - -   s s - - - - - -
POST   /api/v1/programmes/{programme}/proposals/{proposal}:dismiss        y y - - - - - -   y y - - - - - -
GET    /api/v1/programmes/{programme}/passed-over                         y y - y y - - -   y y - y y - - -
GET    /api/v1/programmes/{programme}/scenarios                           y y - - - - - -   y y - - - - - -
POST   /api/v1/programmes/{programme}/scenarios                           y y - - - - - -   y y - - - - - -
GET    /api/v1/scenarios/{scenario}                                       y y - - - - - -   y y - - - - - -
GET    /api/v1/scenarios/{scenario}/problem                               y y - - - - - -   y y - - - - - -
GET    /api/v1/scenarios/{scenario}/board                                 y y - - - - - -   y y - - - - - -
GET    /api/v1/scenarios/{scenario}/runs                                  y y - - - - - -   y y - - - - - -
GET    /api/v1/scenarios/{scenario}/difference                            y y - - - - - -   y y - - - - - -
POST   /api/v1/scenarios/{scenario}:adopt                                 y y - - - - - -   y y - - - - - -
POST   /api/v1/scenarios/{scenario}:start                                 s s - - - - - -   s s - - - - - -
POST   /api/v1/scenarios/{scenario}:stop                                  y y - - - - - -   y y - - - - - -
GET    /api/v1/scenarios/{scenario}/progress                              y y - - - - - -   y y - - - - - -
GET    /api/v1/scenarios/{scenario}/broken-rules                          y y - - - - - -   y y - - - - - -
GET    /api/v1/scenarios/{scenario}/unheld-runs                           y y - - - - - -   y y - - - - - -
GET    /api/v1/scenarios/{scenario}/unseated-nominations                  y y - - - - - -   y y - - - - - -
POST   /api/v1/programmes/{programme}:repair                              s s - - - - - -   s s - - - - - -
GET    /api/v1/scenarios/{scenario}/figures                               s s - - - - - -   s s - - - - - -
POST   /api/v1/programmes/{programme}/scenarios:fairness                  s s - - - - - -   s s - - - - - -
GET    /api/v1/scenarios/{scenario}/plan                                  s s - - - - - -   s s - - - - - -
POST   /api/v1/scenarios/{scenario}:undo                                  s s - - - - - -   s s - - - - - -
POST   /api/v1/scenarios/{scenario}:redo                                  s s - - - - - -   s s - - - - - -
POST   /api/v1/scenarios/{scenario}/runs/{run}:try-move                   s s - - - - - -   s s - - - - - -
POST   /api/v1/scenarios/{scenario}/runs/{run}:move                       s s - - - - - -   s s - - - - - -
POST   /api/v1/scenarios/{scenario}/runs/{run}:suggest                    s s - - - - - -   s s - - - - - -
POST   /api/v1/scenarios/{scenario}:change                                s s - - - - - -   s s - - - - - -
POST   /api/v1/programmes/{programme}/runs/{run}:try-move                 y y - - - - - -   y y - - - - - -
POST   /api/v1/programmes/{programme}/runs/{run}:move                     s s - - - - - -   s s - - - - - -
POST   /api/v1/programmes/{programme}/runs/{run}:suggest                  s s - - - - - -   s s - - - - - -
POST   /api/v1/programmes/{programme}:change                              s s - - - - - -   s s - - - - - -
POST   /api/v1/programmes/{programme}:publish                             s s - - - - - -   s s - - - - - -
GET    /api/v1/programmes/{programme}/versions                            y y y y y y y y   y y y y y y y y
GET    /api/v1/versions/{version}/difference                              y y . y . . . -   y y . . . . . -
GET    /api/v1/programmes/{programme}/difference                          y y y y y y y -   y y y y y y y -
POST   /api/v1/versions/{version}:go-back                                 s s - - - - - -   s s - - - - - -
GET    /api/v1/lms/difference                                             s s - - - - - -   s s - - - - - -
POST   /api/v1/lms:synchronise                                            s s - - - - - -   s s - - - - - -
POST   /api/v1/lms/events:renew-secret                                    s - - - - - - -   s - - - - - - -
GET    /api/v1/lms/syncs                                                  y y y - - - - -   y y y - - - - -
GET    /api/v1/lms/syncs/{sync}/lines                                     y y - - - - - -   y y - - - - - -
GET    /api/v1/lms/items                                                  y y - - - - - -   y y - - - - - -
POST   /api/v1/lms/items/{item}:set-aside                                 y y - - - - - -   y y - - - - - -
POST   /api/v1/lms/items/{item}:retry                                     y y - - - - - -   y y - - - - - -
GET    /api/v1/lms/facts                                                  y y - - - - - -   y y - - - - - -
GET    /api/v1/programmes/{programme}/runs/{run}/learners                 y y - y . y . y   y y - . . y . y
POST   /api/v1/programmes/{programme}/runs/{run}:record-attendance        - - - - - y - -   - - - - - y - -
POST   /api/v1/nominations/{nomination}:report-drop-out                   y y - - - y - -   y y - - - y - -
GET    /api/v1/programmes/{programme}/unnoted-runs                        y y - - - y - -   y y - - - y - -
GET    /api/v1/programmes/{programme}/denied-lessons                      y y - - - - - -   y y - - - - - -
POST   /api/v1/nominations/{nomination}:decide-lesson                     s s - - - - - -   s s - - - - - -
GET    /api/v1/programmes/{programme}/drop-outs                           y y - y . y - -   y y - . . y - -
GET    /api/v1/programmes/{programme}/drop-outs/{drop_out}                y y - y . y - -   y y - . . y - -
POST   /api/v1/programmes/{programme}/drop-outs/{drop_out}:confirm        y y - y - - - -   y y - . - - - -
POST   /api/v1/programmes/{programme}/drop-outs/{drop_out}:dismiss        y y - y - - - -   y y - . - - - -
GET    /api/v1/me                                                         y y y y y y y y   y y y y y y y y
GET    /api/v1/me/sessions                                                y y y y y y y -   y y y y y y y -
GET    /api/v1/me/logins                                                  y y y y y y y -   y y y y y y y -
GET    /api/v1/users                                                      y y - - - - - -   y y - - - - - -
DELETE /api/v1/users/{person}/roles/{role}                               y - - - - - - -   y - - - - - - -
GET    /api/v1/tokens                                                     y y y y y y y y   y y . . . . . .
POST   /api/v1/tokens                                                     y y y y y y y -   y y . . . . . -
POST   /api/v1/people/{person}:sign-out                                   y y y y y y y -   y y . . . . . -
POST   /api/v1/people/{person}:make-link                                  y y - - - - - -   y y - - - - - -
DELETE /api/v1/tokens/{token}                                             y y y y y y y y   y y . . . . . .
GET    /api/v1/nominations/{nomination}/certificate                       s s - s s - s -   s s - . . - . -
POST   /api/v1/certificates:renew-key                                     y - - - - - - -   y - - - - - - -
POST   /api/v1/certificates/{number}:revoke                               . . - - - - - -   . . - - - - - -
GET    /api/v1/feeds                                                      y y y y y y y -   y y . . . . . -
POST   /api/v1/feeds                                                      y y y y y y y -   y y y y y y y -
DELETE /api/v1/feeds/{feed}                                               y y y y y y y -   y y . . . . . -
GET    /api/v1/webhooks                                                   y - - - - - - -   y - - - - - - -
POST   /api/v1/webhooks                                                   y - - - - - - -   y - - - - - - -
POST   /api/v1/webhooks/{receiver}:rotate-secret                          y - - - - - - -   y - - - - - - -
DELETE /api/v1/webhooks/{receiver}                                        y - - - - - - -   y - - - - - - -
GET    /api/v1/webhooks/{receiver}/deliveries                             y - - - - - - -   y - - - - - - -
POST   /api/v1/webhooks/{receiver}:replay                                 y - - - - - - -   y - - - - - - -
GET    /api/v1/clients                                                    y - - - - - - -   y - - - - - - -
POST   /api/v1/clients                                                    y - - - - - - -   y - - - - - - -
POST   /api/v1/clients/{client}:rotate-secret                             y - - - - - - -   y - - - - - - -
POST   /api/v1/clients/{client}:revoke                                    y - - - - - - -   y - - - - - - -
GET    /api/v1/lti/platforms                                              y - - - - - - -   y - - - - - - -
GET    /api/v1/lti/platforms/{platform}                                   y - - - - - - -   y - - - - - - -
POST   /api/v1/lti/platforms                                              y - - - - - - -   y - - - - - - -
POST   /api/v1/lti/platforms/{platform}:tie                               y - - - - - - -   y - - - - - - -
POST   /api/v1/lti/platforms/{platform}:retire                            y - - - - - - -   y - - - - - - -
POST   /api/v1/lti/platforms/{platform}:deploy                            y - - - - - - -   y - - - - - - -
POST   /api/v1/lti/platforms/{platform}:pull-roster                       y - - - - - - -   y - - - - - - -
POST   /api/v1/lti/platforms/{platform}:tell-scores                       y - - - - - - -   y - - - - - - -
GET    /api/v1/lti/roles                                                  y - - - - - - -   y - - - - - - -
PUT    /api/v1/lti/roles                                                  y - - - - - - -   y - - - - - - -
POST   /api/v1/lti:renew-key                                              y - - - - - - -   y - - - - - - -
GET    /api/v1/messages                                                   y y y y y y y -   y y y y y y y -
POST   /api/v1/messages/{message}:send-again                              y y - - - - - -   y y - - - - - -
GET    /api/v1/scenarios/{scenario}/messages                              y y - - - - - -   y y - - - - - -
GET    /api/v1/reading-language                                           y y y y y y y -   y y y y y y y -
PUT    /api/v1/reading-language                                           y y y y y y y -   y y y y y y y -
GET    /api/v1/trail                                                      y y - y - - - -   y y - . - - - -
GET    /api/v1/history                                                    y y y - - - - -   y y y - - - - -
GET    /api/v1/history/{kind}/{thing}                                     y y - - - - - -   y y - - - - - -
GET    /api/v1/people/duplicates                                          y y - y - - - -   y y - y - - - -
POST   /api/v1/people/{person}:export                                     y y - y y y y -   y y - . . . . -
POST   /api/v1/people/{person}:erase                                      y y - - - - - -   y y - - - - - -
POST   /api/v1/people/{person}:merge                                      s s - - - - - -   s s - - - - - -
GET    /api/v1/programmes/{programme}/report                              y y y y - - - -   y y y . - - - -
GET    /api/v1/programmes/{programme}/report.csv                          y y y y - - - -   y y y . - - - -
GET    /api/v1/programmes/{programme}/report.xlsx                         y y y y - - - -   y y y y - - - -
GET    /api/v1/programmes/{programme}/tables/{kind}.csv                   y y . y y . y .   y y . . . . . .
GET    /api/v1/programmes/{programme}/tables/{kind}.xlsx                  y y y y y y y y   y y y y y y y y
GET    /api/v1/programmes/{programme}/archive.zip                         y y - - - - - -   y y - - - - - -
GET    /api/v1/search                                                     y y . y y . y .   y y . . . . . .
POST   /api/v1/programmes/{programme}/tables/{kind}:import                y y - y y - - -   y y - . . - - -
-----------------------------------------------------------------------------------------------------------
GET    /ims/oneroster/rostering/v1p2/academicSessions                     - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/academicSessions/{id}                - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/classes                              - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/classes/{id}                         - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/courses                              - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/courses/{id}                         - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/demographics                         - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/demographics/{id}                    - - - - - - - .   - - - - - - - .
GET    /ims/oneroster/rostering/v1p2/enrollments                          - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/enrollments/{id}                     - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/gradingPeriods                       - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/gradingPeriods/{id}                  - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/orgs                                 - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/orgs/{id}                            - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/schools                              - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/schools/{id}                         - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/students                             - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/students/{id}                        - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/teachers                             - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/teachers/{id}                        - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/terms                                - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/terms/{id}                           - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/users                                - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/users/{id}                           - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/classes/{class}/students             - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/classes/{class}/teachers             - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/courses/{course}/classes             - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/students/{user}/classes              - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/teachers/{user}/classes              - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/users/{user}/classes                 - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/terms/{term}/classes                 - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/terms/{term}/gradingPeriods          - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/schools/{school}/classes             - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/schools/{school}/courses             - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/schools/{school}/enrollments         - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/schools/{school}/students            - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/schools/{school}/teachers            - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/schools/{school}/terms               - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/schools/{school}/classes/{class}/enrollments - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/schools/{school}/classes/{class}/students - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/rostering/v1p2/schools/{school}/classes/{class}/teachers - - - - - - - y   - - - - - - - y
-----------------------------------------------------------------------------------------------------------
GET    /new-programme                                                     y y - - - - - -   y y - - - - - -
POST   /new-programme                                                     y y - - - - - -   y y - - - - - -
GET    /programmes/{programme}/rules                                         y y - - - - - -   y y - - - - - -
POST   /programmes/{programme}/rules                                         y y - - - - - -   y y - - - - - -
POST   /programmes/{programme}/planning-date                              y y - - - - - -   y y - - - - - -
POST   /programmes/{programme}/lapse                                      y y - - - - - -   y y - - - - - -
POST   /programmes/{programme}/close                                      s s - - - - - -   s s - - - - - -
GET    /programmes/{programme}/plan                                       y y y y y y y -   y y y y y y y -
GET    /calendars                                                         y y y y y y y -   y y . . . . . -
POST   /calendars                                                         y y y y y y y -   y y y y y y y -
POST   /calendars/{feed}/revoke                                           y y y y y y y -   y y . . . . . -
GET    /scenarios/{scenario}/plan                                         y y - - - - - -   y y - - - - - -
GET    /programmes/{programme}/map                                        y y y - - - - -   y y y - - - - -
GET    /programmes/{programme}/calendar                                   y y - y . - - -   y y - . . - - -
GET    /programmes/{programme}/money                                      y y y - - - - -   y y y - - - - -
POST   /programmes/{programme}/money                                      y y - - - - - -   y y - - - - - -
GET    /programmes/{programme}/free-seats                                 y y - - - - - -   y y - - - - - -
POST   /programmes/{programme}/free-seats/{proposal}                      y y - - - - - -   y y - - - - - -
GET    /courses                                                           y y - - - - - -   y y - - - - - -
GET    /new-venue                                                         y y - - - - - -   y y - - - - - -
POST   /new-venue                                                         y y - - - - - -   y y - - - - - -
POST   /venues/{venue}                                                    y y - - - - - -   y y - - - - - -
PUT    /api/v1/venues/{venue}                                             y y - - - - - -   y y - - - - - -
GET    /new-course                                                        y y - - - - - -   y y - - - - - -
POST   /new-course                                                        y y - - - - - -   y y - - - - - -
GET    /courses/{course}                                                  y y - - - - - -   y y - - - - - -
POST   /courses/{course}                                                  y y - - - - - -   y y - - - - - -
GET    /courses/{course}/agenda                                           y y - - - - - -   y y - - - - - -
POST   /courses/{course}/agenda                                           y y - - - - - -   y y - - - - - -
GET    /programmes/{programme}/tables                                     y y - - - - - -   y y - - - - - -
GET    /programmes/{programme}/tables/{kind}                              y y - - - - - -   y y - - - - - -
POST   /programmes/{programme}/tables/{kind}                              y y - - - - - -   y y - - - - - -
POST   /programmes/{programme}/tables/{kind}/take-in                      y y - - - - - -   y y - - - - - -
GET    /people/duplicates                                                 y y - y - - - -   y y - y - - - -
POST   /people/merge                                                      s s - - - - - -   s s - - - - - -
POST   /people/{person}/export                                            y y - y y - - -   y y - . . - - -
GET    /people/{person}                                                   y y - - - - - -   y y - - - - - -
POST   /people/{person}/erase                                             y y - - - - - -   y y - - - - - -
POST   /programmes/{programme}/versions/{number}/go-back                  s s - - - - - -   s s - - - - - -
GET    /programmes/{programme}/scenarios/compare                          y y - - - - - -   y y - - - - - -
POST   /programmes/{programme}/scenarios/fairness                         s s - - - - - -   s s - - - - - -
GET    /scenarios/{scenario}/plan/news                                    y y - - - - - -   y y - - - - - -
GET    /programmes/{programme}/plan/balance                               y y - - - - - -   y y - - - - - -
GET    /scenarios/{scenario}/plan/balance                                 y y - - - - - -   y y - - - - - -
GET    /programmes/{programme}/plan/news                                  y y - - - - - -   y y - - - - - -
GET    /programmes/{programme}/runs/{run}                                 y y . y . y . -   y y . . . y . -
GET    /scenarios/{scenario}/runs/{run}                                   y y - - - - - -   y y - - - - - -
POST   /programmes/{programme}/runs/{run}/pins                            y y - - - - - -   y y - - - - - -
POST   /programmes/{programme}/runs/{run}/promote                         s s - - - - - -   s s - - - - - -
POST   /programmes/{programme}/runs/{run}/answer                          y y - - - y - -   y y - - - . - -
GET    /programmes/{programme}/runs/{run}/move                            y y - - - - - -   y y - - - - - -
POST   /programmes/{programme}/runs/{run}/move                            s s - - - - - -   s s - - - - - -
GET    /programmes/{programme}/runs/{run}/move/check                      y y - - - - - -   y y - - - - - -
GET    /programmes/{programme}/runs/{run}/alternatives                    y y - - - - - -   y y - - - - - -
POST   /programmes/{programme}/runs/{run}/alternatives                    s s - - - - - -   s s - - - - - -
GET    /scenarios/{scenario}/runs/{run}/move                              s s - - - - - -   s s - - - - - -
POST   /scenarios/{scenario}/runs/{run}/move                              s s - - - - - -   s s - - - - - -
GET    /scenarios/{scenario}/runs/{run}/move/check                        s s - - - - - -   s s - - - - - -
GET    /scenarios/{scenario}/runs/{run}/alternatives                      s s - - - - - -   s s - - - - - -
POST   /scenarios/{scenario}/runs/{run}/alternatives                      s s - - - - - -   s s - - - - - -
POST   /scenarios/{scenario}/undo                                         s s - - - - - -   s s - - - - - -
GET    /programmes/{programme}/repair                                     y y - - - - - -   y y - - - - - -
POST   /programmes/{programme}/repair                                     s s - - - - - -   s s - - - - - -
GET    /programmes/{programme}/runs/{run}/attendance                      - - - - - y - -   - - - - - y - -
POST   /programmes/{programme}/runs/{run}/attendance                      - - - - - y - -   - - - - - y - -
GET    /programmes/{programme}/scenarios                                  y y - - - - - -   y y - - - - - -
POST   /programmes/{programme}/scenarios                                  s s - - - - - -   s s - - - - - -
GET    /scenarios/{scenario}                                              y y - - - - - -   y y - - - - - -
GET    /scenarios/{scenario}/progress                                     y y - - - - - -   y y - - - - - -
GET    /scenarios/{scenario}/left-out                                     y y - - - - - -   y y - - - - - -
POST   /scenarios/{scenario}/start                                        s s - - - - - -   s s - - - - - -
POST   /scenarios/{scenario}/stop                                         y y - - - - - -   y y - - - - - -
POST   /scenarios/{scenario}/adopt                                        y y - - - - - -   y y - - - - - -
GET    /scenarios/{scenario}/publish                                      s s - - - - - -   s s - - - - - -
GET    /scenarios/{scenario}/told                                         y y - - - - - -   y y - - - - - -
GET    /scenarios/{scenario}/messages                                     y y - - - - - -   y y - - - - - -
POST   /scenarios/{scenario}/publish                                      s s - - - - - -   s s - - - - - -
GET    /ims/oneroster/gradebook/v1p2/categories                           - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/gradebook/v1p2/categories/{id}                      - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/gradebook/v1p2/lineItems                            - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/gradebook/v1p2/lineItems/{id}                       - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/gradebook/v1p2/results                              - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/gradebook/v1p2/results/{id}                         - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/gradebook/v1p2/scoreScales                          - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/gradebook/v1p2/scoreScales/{id}                     - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/gradebook/v1p2/assessmentLineItems                  - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/gradebook/v1p2/assessmentLineItems/{id}             - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/gradebook/v1p2/assessmentResults                    - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/gradebook/v1p2/assessmentResults/{id}               - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/gradebook/v1p2/classes/{class}/categories           - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/gradebook/v1p2/classes/{class}/lineItems            - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/gradebook/v1p2/classes/{class}/results              - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/gradebook/v1p2/classes/{class}/scoreScales          - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/gradebook/v1p2/classes/{class}/lineItems/{lineItem}/results - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/gradebook/v1p2/classes/{class}/students/{user}/results - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/gradebook/v1p2/schools/{school}/scoreScales         - - - - - - - y   - - - - - - - y
PUT    /ims/oneroster/gradebook/v1p2/categories/{id}                      - - - - - - - y   - - - - - - - y
PUT    /ims/oneroster/gradebook/v1p2/lineItems/{id}                       - - - - - - - y   - - - - - - - y
PUT    /ims/oneroster/gradebook/v1p2/results/{id}                         - - - - - - - y   - - - - - - - y
PUT    /ims/oneroster/gradebook/v1p2/scoreScales/{id}                     - - - - - - - y   - - - - - - - y
PUT    /ims/oneroster/gradebook/v1p2/assessmentLineItems/{id}             - - - - - - - y   - - - - - - - y
PUT    /ims/oneroster/gradebook/v1p2/assessmentResults/{id}               - - - - - - - y   - - - - - - - y
DELETE /ims/oneroster/gradebook/v1p2/categories/{id}                      - - - - - - - y   - - - - - - - y
DELETE /ims/oneroster/gradebook/v1p2/lineItems/{id}                       - - - - - - - y   - - - - - - - y
DELETE /ims/oneroster/gradebook/v1p2/results/{id}                         - - - - - - - y   - - - - - - - y
DELETE /ims/oneroster/gradebook/v1p2/scoreScales/{id}                     - - - - - - - y   - - - - - - - y
DELETE /ims/oneroster/gradebook/v1p2/assessmentLineItems/{id}             - - - - - - - y   - - - - - - - y
DELETE /ims/oneroster/gradebook/v1p2/assessmentResults/{id}               - - - - - - - y   - - - - - - - y
POST   /ims/oneroster/gradebook/v1p2/classes/{class}/lineItems            - - - - - - - y   - - - - - - - y
POST   /ims/oneroster/gradebook/v1p2/schools/{school}/lineItems           - - - - - - - y   - - - - - - - y
POST   /ims/oneroster/gradebook/v1p2/lineItems/{lineItem}/results         - - - - - - - y   - - - - - - - y
POST   /ims/oneroster/gradebook/v1p2/classes/{class}/academicSessions/{session}/results - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/resources/v1p2/resources                            - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/resources/v1p2/resources/{id}                       - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/resources/v1p2/classes/{class}/resources            - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/resources/v1p2/courses/{course}/resources           - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/resources/v1p2/users/{user}/resources               - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/academicSessions                               - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/academicSessions/{id}                          - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/classes                                        - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/classes/{id}                                   - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/courses                                        - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/courses/{id}                                   - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/demographics                                   - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/demographics/{id}                              - - - - - - - .   - - - - - - - .
GET    /ims/oneroster/v1p1/enrollments                                    - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/enrollments/{id}                               - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/gradingPeriods                                 - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/gradingPeriods/{id}                            - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/orgs                                           - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/orgs/{id}                                      - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/schools                                        - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/schools/{id}                                   - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/students                                       - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/students/{id}                                  - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/teachers                                       - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/teachers/{id}                                  - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/terms                                          - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/terms/{id}                                     - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/users                                          - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/users/{id}                                     - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/classes/{class}/students                       - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/classes/{class}/teachers                       - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/courses/{course}/classes                       - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/students/{user}/classes                        - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/teachers/{user}/classes                        - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/users/{user}/classes                           - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/terms/{term}/classes                           - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/terms/{term}/gradingPeriods                    - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/schools/{school}/classes                       - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/schools/{school}/courses                       - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/schools/{school}/enrollments                   - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/schools/{school}/students                      - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/schools/{school}/teachers                      - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/schools/{school}/terms                         - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/schools/{school}/classes/{class}/enrollments   - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/schools/{school}/classes/{class}/students      - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/v1p1/schools/{school}/classes/{class}/teachers      - - - - - - - y   - - - - - - - y
GET    /ims/oneroster/csv/v1p2/oneroster.zip                              - - - - - - - y   - - - - - - - y
GET    /scim/v2/ServiceProviderConfig                                     - - - - - - - y   - - - - - - - y
GET    /scim/v2/ResourceTypes                                             - - - - - - - y   - - - - - - - y
GET    /scim/v2/ResourceTypes/{id}                                        - - - - - - - y   - - - - - - - y
GET    /scim/v2/Schemas                                                   - - - - - - - y   - - - - - - - .
GET    /scim/v2/Schemas/{id}                                              - - - - - - - y   - - - - - - - y
GET    /scim/v2/Users                                                     - - - - - - - y   - - - - - - - .
POST   /scim/v2/Users                                                     - - - - - - - y   - - - - - - - s
POST   /scim/v2/Users/.search                                             - - - - - - - y   - - - - - - - y
POST   /scim/v2/.search                                                   - - - - - - - y   - - - - - - - y
GET    /scim/v2/Users/{id}                                                - - - - - - - y   - - - - - - - .
PUT    /scim/v2/Users/{id}                                                - - - - - - - y   - - - - - - - .
PATCH  /scim/v2/Users/{id}                                                - - - - - - - y   - - - - - - - .
DELETE /scim/v2/Users/{id}                                                - - - - - - - y   - - - - - - - .
POST   /scim/v2/Bulk                                                      - - - - - - - y   - - - - - - - y
GET    /programmes/{programme}/lms                                        y y . - - - - -   y y . - - - - -
GET    /programmes/{programme}/lms/difference                             s s - - - - - -   s s - - - - - -
POST   /programmes/{programme}/lms/synchronise                            s s - - - - - -   s s - - - - - -
POST   /programmes/{programme}/lms/items/{item}                           y y - - - - - -   y y - - - - - -
GET    /programmes/{programme}/lms/{sync}                                 y y - - - - - -   y y - - - - - -
POST   /drop-outs/{drop_out}                                              y y - y - - - -   y y - . - - - -
POST   /nominations/{nomination}/lesson                                   s s - - - - - -   s s - - - - - -
GET    /programmes/{programme}/my-assignments                             - - - - - y - -   - - - - - y - -
POST   /programmes/{programme}/my-assignments/calendar                    - - - - - y - -   - - - - - y - -
GET    /programmes/{programme}/my-courses                                 - - - - - - y -   - - - - - - y -
GET    /programmes/{programme}/report                                     y y y y - - - -   y y y . - - - -
GET    /programmes/{programme}/versions                                   y y y y y y y -   y y y y y y y -
GET    /programmes/{programme}/versions/{number}                          y y . y . . . -   y y . . . . . -
GET    /programmes/{programme}/calls                                      y y - y y - - -   y y - y y - - -
POST   /programmes/{programme}/calls                                      y y - - - - - -   y y - - - - - -
GET    /programmes/{programme}/nominations                                y y - y y - - -   y y - . . - - -
POST   /programmes/{programme}/nominations                                s s - y y - - -   s s - . . - - -
GET    /nominations/{nomination}                                          y y - y y - y -   y y - . . - . -
POST   /nominations/{nomination}                                          s s - y y - s -   s s - . . - . -
POST   /nominations/{nomination}/substitute                               s s - y . - - -   s s - . . - - -
POST   /nominations/{nomination}/pin                                      y y - - - - - -   y y - - - - - -
GET    /nominations/{nomination}/letter                                   y y - y . - . -   y y - . . - . -
GET    /nominations/{nomination}/certificate                              s s - s s - s -   s s - . . - . -
GET    /nominations/{nomination}/certificate.jwt                          s s - s s - s -   s s - . . - . -
GET    /programmes/{programme}/nominating                                 y y - y y - - -   y y - . . - - -
GET    /programmes/{programme}/nominating/fit                             y y - y y - - -   y y - . . - - -
POST   /programmes/{programme}/nominating                                 - - - y y - - -   - - - s s - - -
POST   /programmes/{programme}/nominating/check                           - - - y y - - -   - - - s s - - -
POST   /programmes/{programme}/nominating/sheet                           - - - y y - - -   - - - s s - - -
GET    /programmes/{programme}/nominating/template.csv                    y y - y y - - -   y y - y y - - -
GET    /programmes/{programme}/ranking                                    . . - y - - - -   . . - . - - - -
POST   /programmes/{programme}/ranking                                    - - - y - - - -   - - - . - - - -
GET    /officials/sheet                                                   y y - y y - - -   y y - . . - - -
POST   /officials/sheet                                                   y y - y y - - -   y y - s s - - -
POST   /officials/sheet/register                                          y y - y y - - -   y y - s s - - -
GET    /officials/template.csv                                            y y - y y - - -   y y - y y - - -
GET    /officials                                                         y y - y y - - -   y y - . . - - -
GET    /officials/new                                                     y y - y y - - -   y y - . . - - -
POST   /officials/new                                                     y y - y y - - -   y y - s s - - -
GET    /officials/{official}                                              y y - y y - - -   y y - . . - - -
GET    /officials/{official}/change                                       y y - y y - - -   y y - . . - - -
POST   /officials/{official}/change                                       y y - y y - - -   y y - . . - - -
POST   /officials/{official}/retire                                       y y - y y - - -   y y - . . - - -
GET    /trainers                                                          y y - y - - - -   y y - . - - - -
GET    /trainers/{trainer}                                                y y - y - y - -   y y - . - . - -
POST   /trainers/{trainer}/skills                                         y y - - - - - -   y y - - - - - -
POST   /trainers/{trainer}/unavailable                                    y y - y - y - -   y y - . - . - -
POST   /trainers/{trainer}/available                                      y y - y - y - -   y y - . - . - -
GET    /venues                                                            y y - - - - - -   y y - - - - - -
GET    /venues/{venue}                                                    y y - - - - - -   y y - - - - - -
POST   /venues/{venue}/close                                              y y - - - - - -   y y - - - - - -
POST   /venues/{venue}/reopen                                             y y - - - - - -   y y - - - - - -
GET    /sessions                                                          y y y y y y y -   y y y y y y y -
POST   /sessions/end                                                      y y y y y y y -   y y y y y y y -
POST   /openid/tie                                                        . . . . . . . -   . . . . . . . -
GET    /clients                                                           y - - - - - - -   y - - - - - - -
POST   /clients                                                           y - - - - - - -   y - - - - - - -
POST   /clients/{client}/rotate                                           y - - - - - - -   y - - - - - - -
POST   /clients/{client}/revoke                                           y - - - - - - -   y - - - - - - -
GET    /receivers                                                         y - - - - - - -   y - - - - - - -
POST   /receivers                                                         y - - - - - - -   y - - - - - - -
POST   /receivers/{receiver}/rotate                                       y - - - - - - -   y - - - - - - -
POST   /receivers/{receiver}/replay                                       y - - - - - - -   y - - - - - - -
POST   /receivers/{receiver}/remove                                       y - - - - - - -   y - - - - - - -
POST   /users/sign-out                                                    y y - - - - - -   y y - - - - - -
GET    /status                                                            y y - - - - - -   y y - - - - - -
GET    /metrics                                                           - - - - - - - y   - - - - - - - y
GET    /users                                                             y y - - - - - -   y y - - - - - -
POST   /users/link                                                        y y - - - - - -   y y - - - - - -
POST   /users/token                                                       y y - - - - - -   y y - - - - - -
POST   /users/roles/{role}/take                                           y - - - - - - -   y - - - - - - -
POST   /users/tokens/{token}/revoke                                       y y - - - - - -   y y - - - - - -
GET    /lti/platforms                                                     y - - - - - - -   y - - - - - - -
POST   /lti/platforms                                                     y - - - - - - -   y - - - - - - -
POST   /lti/platforms/{platform}/tie                                      y - - - - - - -   y - - - - - - -
POST   /lti/platforms/{platform}/retire                                   y - - - - - - -   y - - - - - - -
POST   /lti/platforms/{platform}/deployments                              y - - - - - - -   y - - - - - - -
POST   /lti/platforms/{platform}/roster                                   y - - - - - - -   y - - - - - - -
POST   /lti/platforms/{platform}/accounts                                 y - - - - - - -   y - - - - - - -
POST   /lti/platforms/{platform}/scores                                   y - - - - - - -   y - - - - - - -
POST   /lti/roles                                                         y - - - - - - -   y - - - - - - -
POST   /lti/keys                                                          y - - - - - - -   y - - - - - - -
GET    /lti/choose/{launch}                                               . . . . . . - -   . . . . . . - -
POST   /lti/choose/{launch}                                               . . . . . . - -   . . . . . . - -
GET    /guide/{name}                                                      y y y y y y y -   y y y y y y y -
GET    /guide/pictures/{file}                                             y y y y y y y -   y y y y y y y -
GET    /messages                                                          y y y y y y y -   y y y y y y y -
POST   /messages/{message}/send-again                                     y y - - - - - -   y y - - - - - -
GET    /trail                                                             y y - y - - - -   y y - . - - - -
"""

OPEN = """
GET    /readyz
GET    /api/v1/openapi.json
POST   /oauth2/token
GET    /.well-known/oauth-authorization-server
GET    /ims/oneroster/rostering/v1p2/discovery/onerosterv1p2rostersservice_openapi3_v1p0.json
GET    /ims/oneroster/rostering/v1p2/discovery/imsorv1p2_rostersservice_openapi3_v1p0.json
GET    /ims/oneroster/gradebook/v1p2/discovery/onerosterv1p2gradebookservice_openapi3_v1p0.json
GET    /ims/oneroster/gradebook/v1p2/discovery/imsorv1p2_gradebookservice_openapi3_v1p0.json
GET    /ims/oneroster/resources/v1p2/discovery/onerosterv1p2resourcesservice_openapi3_v1p0.json
GET    /ims/oneroster/resources/v1p2/discovery/imsorv1p2_resourcesservice_openapi3_v1p0.json
GET    /calendar/{secret}.ics
GET    /certificates
POST   /certificates
GET    /certificates/{number}
GET    /badges/issuers/{programme}
GET    /badges/keys/{key}
GET    /badges/revocations
GET    /static/{digest}/{name}
GET    /
GET    /openid/begin
GET    /openid/back
GET    /sign-in/{secret}
POST   /sign-in/{secret}
POST   /sign-out
GET    /lti/jwks.json
GET    /lti/config.json
GET    /lti/register
POST   /lti/register
GET    /lti/login
POST   /lti/login
POST   /lti/launch
POST   /lti/confirm
GET    /lti/arrived/{launch}
POST   /lti/window
POST   /language
POST   /events/{lms}
"""
"""Doors that are open to everybody, signed in or not."""

RPCS = """
planning.v1.PlanningService/Solve
planning.v1.PlanningService/Check
planning.v1.PlanningService/Explain
planning.v1.PlanningService/Suggest
grpc.health.v1.Health/Check
grpc.health.v1.Health/Watch
grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo
"""
"""The planner's RPCs: for no role. The bridge alone reaches them, on a socket of its own account."""


class Row(NamedTuple):
    """A row: for whom a door opens with what is their own, and with what is another member's."""

    own: str
    foreign: str


def lines(table: str) -> list[str]:
    """Read the lines of a table, with single spaces."""
    return [" ".join(line.split()) for line in table.splitlines() if line.strip(" -")]


def rows(table: str) -> dict[str, Row]:
    """Read the table, by method and path; its first line names the columns."""
    found = {}
    for line in lines(table)[1:]:
        method, path, *cells = line.split()
        assert len(cells) == 2 * len(ROLES), line
        assert f"{method} {path}" not in found, line
        joined = "".join(cells)
        found[f"{method} {path}"] = Row(joined[: len(ROLES)], joined[len(ROLES) :])
    return found


class Sides(NamedTuple):
    """The same of Indonesia and of Malaysia."""

    own: str
    foreign: str


VALUES = {
    "programme": Sides("small", "small"),
    "official": Sides("IDN-0001", "MYS-0001"),
    "nomination": Sides("IDN-0001.BRIEF", "MYS-0001.INDUCTION.2"),
    "course": Sides("BRIEF", "INDUCTION"),
    "agency": Sides("IDN-IMM", "MYS-IMM"),
    "run": Sides("INDUCTION-2", "INDUCTION-2"),
    "trainer": Sides("T-1", "T-2"),
    "venue": Sides("JCLEC-A", "KL-HALL"),
    "scenario": Sides("small-s2", "small-s2"),
    "version": Sides("small-v1", "small-v1"),
    "number": Sides("1", "1"),
    "kind": Sides("officials", "officials"),
    "thing": Sides("IDN-0001", "MYS-0001"),
    "class": Sides("INDUCTION-2", "INDUCTION-2"),
    "school": Sides("venue-JCLEC-A", "venue-JCLEC-A"),
    "term": Sides("small-term", "small-term"),
    "user": Sides("IDN-0002", "MYS-0001"),
    "lineItem": Sides("written", "written"),
    "session": Sides("small-term", "small-term"),
    "message": Sides("1", "1"),
    "name": Sides("trainer", "trainer"),
    "file": Sides("plan.jpg", "plan.jpg"),
    "role": Sides("focal_point", "focal_point"),
}
"""What stands for a name in braces; what is not here comes with the test."""

_API = "/api/v1"
_SEATS = Sides("IDN-0002.INDUCTION", "MYS-0001.INDUCTION.2")
_SEATED = Sides("Lestari", "Rahman")
_OVER = Sides("INDUCTION-1", "INDUCTION-1")


def _staged(state: str) -> Sides:
    return Sides(f"IDN-0001.IN-{state}", f"MYS-0001.IN-{state}")


_NOMINATION = f"{_API}/nominations/{{nomination}}"

_ROSTERING = "/ims/oneroster/rostering/v1p2"


def _same(name: str, value: str) -> dict[str, Sides]:
    return {name: Sides(value, value)}


_GRADEBOOK = "/ims/oneroster/gradebook/v1p2"
_RESOURCES = "/ims/oneroster/resources/v1p2"
_LINE_ITEM = {
    "title": "Test",
    "assignDate": "2015-09-07T00:00:00Z",
    "dueDate": "2015-09-08T00:00:00Z",
    "class": {"sourcedId": "INDUCTION-2"},
    "school": {"sourcedId": "venue-JCLEC-A"},
    "category": {"sourcedId": "training"},
}
_RESULT = {
    "student": {"sourcedId": "{user}"},
    "lineItem": {"sourcedId": "written"},
    "scoreStatus": "fully graded",
    "score": 7,
    "scoreDate": "2015-09-11",
}
_ASSESSED = {name: value for name, value in _RESULT.items() if name != "lineItem"}
_SCALE = {
    "title": "Marks",
    "type": "marks",
    "class": {"sourcedId": "INDUCTION-2"},
    "scoreScaleValue": [{"itemValueLHS": "A", "itemValueRHS": "10"}],
}
_SCIM = "/scim/v2"
_USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User"
_OFFICIAL_SCHEMA = "urn:ietf:params:scim:schemas:extension:lokakarya:2.0:Official"

INSTEAD: dict[str, dict[str, Sides]] = {
    **{
        f"{_GRADEBOOK}/{many}/{{id}}": _same("id", "written")
        for many in (
            *("categories", "lineItems", "results", "scoreScales"),
            *("assessmentLineItems", "assessmentResults"),
        )
    },
    f"{_RESOURCES}/resources/{{id}}": _same("id", "material-m1"),
    f"{_RESOURCES}/courses/{{course}}/resources": _same("course", "INDUCTION"),
    f"{_SCIM}/Users/{{id}}": {"id": Sides("IDN-0001", "MYS-0001")},
    f"{_SCIM}/ResourceTypes/{{id}}": _same("id", "User"),
    f"{_SCIM}/Schemas/{{id}}": _same("id", _USER_SCHEMA),
    f"{_ROSTERING}/academicSessions/{{id}}": _same("id", "small"),
    f"{_ROSTERING}/classes/{{id}}": _same("id", "INDUCTION-2"),
    f"{_ROSTERING}/courses/{{id}}": _same("id", "INDUCTION"),
    f"{_ROSTERING}/courses/{{course}}/classes": _same("course", "INDUCTION"),
    f"{_ROSTERING}/demographics/{{id}}": {"id": Sides("IDN-0002", "MYS-0001")},
    f"{_ROSTERING}/enrollments/{{id}}": {
        "id": Sides("seat-IDN-0002.INDUCTION", "seat-MYS-0001.INDUCTION.2")
    },
    f"{_ROSTERING}/gradingPeriods/{{id}}": _same("id", "small-grading"),
    f"{_ROSTERING}/orgs/{{id}}": {"id": Sides("member-IDN", "member-MYS")},
    f"{_ROSTERING}/schools/{{id}}": _same("id", "venue-JCLEC-A"),
    f"{_ROSTERING}/students/{{id}}": {"id": Sides("IDN-0002", "MYS-0001")},
    f"{_ROSTERING}/teachers/{{id}}": _same("id", "T-1"),
    f"{_ROSTERING}/teachers/{{user}}/classes": _same("user", "T-1"),
    f"{_ROSTERING}/terms/{{id}}": _same("id", "small-term"),
    f"{_ROSTERING}/users/{{id}}": {"id": Sides("IDN-0002", "MYS-0001")},
    f"{_API}/programmes/{{programme}}/courses/{{course}}/waiting-list": {
        "course": Sides("IN-WAITLISTED", "IN-WAITLISTED")
    },
    f"{_API}/courses/{{course}}/editions": {"course": Sides("BRIEF", "EXERCISE")},
    f"{_API}/courses/{{course}}": {"course": Sides("BRIEF", "EXERCISE")},  # restricted
    f"{_API}/programmes/{{programme}}/runs/{{run}}": {
        "run": Sides("INDUCTION-2", "EXERCISE-1")  # not published
    },
    f"{_API}/programmes/{{programme}}/runs/{{run}}:record-attendance": {"run": _OVER},
    "/programmes/{programme}/runs/{run}/attendance": {"run": _OVER},
    f"{_NOMINATION}:report-drop-out": {"nomination": _SEATS},
    f"{_NOMINATION}:decide-lesson": {"nomination": _SEATS},
    "/nominations/{nomination}/lesson": {"nomination": _SEATS},
    f"{_NOMINATION}:substitute": {
        "nomination": _staged("OFFERED"),
        "official": Sides("IDN-0002", "IDN-0002"),
    },
    f"{_API}/history/{{kind}}/{{thing}}": {"kind": Sides("official", "official")},
    f"{_NOMINATION}:submit": {"nomination": _staged("DRAFT")},
    f"{_NOMINATION}:send-back": {"nomination": _staged("SUBMITTED")},
    f"{_NOMINATION}:endorse": {"nomination": _staged("SUBMITTED")},
    f"{_NOMINATION}:accept": {"nomination": _staged("OFFERED")},
    f"{_NOMINATION}:decline": {"nomination": _staged("OFFERED")},
    "/nominations/{nomination}/letter": {"nomination": _SEATS},
    f"{_NOMINATION}:reject": {"nomination": _staged("ENDORSED")},
    f"{_NOMINATION}:promote": {"nomination": _staged("WAITLISTED")},
    "/programmes/{programme}/runs/{run}/promote": {"nomination": _staged("WAITLISTED")},
    "/programmes/{programme}/nominations": {"nomination": _staged("DRAFT")},
    "/nominations/{nomination}": {"nomination": _staged("DRAFT")},
    "/nominations/{nomination}/substitute": {
        "nomination": _staged("OFFERED"),
        "official": Sides("IDN-0002", "IDN-0002"),
    },
    "/programmes/{programme}/ranking": {
        "course": Sides("IN-ENDORSED", "IN-ENDORSED"),
        "nomination": _staged("ENDORSED"),
    },
    f"{_API}/nominations:rank": {
        "course": Sides("IN-ENDORSED", "IN-ENDORSED"),
        "nomination": _staged("ENDORSED"),
    },
}
"""Where other values are needed than usual."""

INSTEAD[f"{_API}/users/{{person}}/roles/{{role}}"] = {"person": Sides("IDN-focal", "MYS-focal")}
INSTEAD |= {
    path.replace(_ROSTERING, "/ims/oneroster/v1p1"): values
    for path, values in INSTEAD.items()
    if path.startswith(_ROSTERING)
}

LOOKED_FOR: dict[str, Sides] = {
    f"{_API}/programmes/{{programme}}": Sides('"Indonesia"', '"Malaysia"'),
    f"{_API}/programmes/{{programme}}/board": Sides('"T-1"', '"T-2"'),
    f"{_API}/programmes/{{programme}}/roster": _SEATS,
    f"{_API}/programmes/{{programme}}/runs": Sides("INDUCTION-2", "EXERCISE-1"),  # not published
    f"{_API}/programmes/{{programme}}/runs/{{run}}/seats": _SEATS,
    f"{_API}/programmes/{{programme}}/runs/{{run}}/learners": _SEATS,
    f"{_API}/programmes/{{programme}}/drop-outs": _SEATS,
    f"{_API}/programmes/{{programme}}/courses/{{course}}/waiting-list": Sides(
        "IDN-0001.IN-WAITLISTED", "MYS-0001.IN-WAITLISTED"
    ),
    f"{_API}/programmes/{{programme}}/calls": Sides('"BRIEF"', '"EXERCISE"'),
    f"{_API}/courses": Sides('"BRIEF"', '"EXERCISE"'),  # the other is restricted
    f"{_API}/agencies": Sides("IDN-IMM", "MYS-IMM"),
    f"{_API}/trainers": Sides('"T-1"', '"T-2"'),
    f"{_API}/officials": Sides("IDN-0001", "MYS-0001"),
    f"{_API}/nominations": Sides("IDN-0001.BRIEF", "MYS-0001.INDUCTION.2"),
    f"{_API}/versions/{{version}}/difference": _SEATS,
    f"{_API}/scenarios/{{scenario}}/difference": _SEATS,
    f"{_API}/users": Sides("IDN-focal", "MYS-focal"),
    f"{_API}/tokens": Sides("{token}", "{token}"),
    f"{_API}/feeds": Sides("{feed}", "{feed}"),
    f"{_API}/trail": _SEATS,
    f"{_API}/programmes/{{programme}}/report": Sides('"IDN"', '"MYS"'),
    f"{_API}/programmes/{{programme}}/report.csv": Sides("IDN,", "MYS,"),
    f"{_API}/programmes/{{programme}}/tables/{{kind}}.csv": Sides("IDN-0001", "MYS-0001"),
    f"{_API}/search": Sides('"IDN-0001"', '"MYS-0001"'),
    f"{_SCIM}/Schemas": Sides("IDN-IMM", "MYS-IMM"),
    f"{_SCIM}/Users": Sides('"IDN-0001"', '"MYS-0001"'),
    "/programmes/{programme}/runs/{run}": _SEATED,
    "/programmes/{programme}/runs/{run}/attendance": Sides("Wijaya", "Rahman"),
    "/programmes/{programme}/lms": _SEATED,
    "/programmes/{programme}/versions/{number}": _SEATED,
    "/scenarios/{scenario}/told": _SEATED,
    "/programmes/{programme}/nominations": Sides("Wijaya", "Rahman"),
    "/programmes/{programme}/report": Sides("Indonesia</th>", "Malaysia</th>"),
    "/programmes/{programme}/calls": Sides("course=BRIEF", "course=EXERCISE"),
    "/programmes/{programme}/nominating": Sides("Wijaya", "Rahman"),
    "/programmes/{programme}/ranking": _staged("ENDORSED"),
    "/programmes/{programme}/calendar": _SEATS,
    "/programmes/{programme}/nominating/fit": Sides("Runs to come:", "Runs to come:"),
    "/officials": Sides("Wijaya", "Rahman"),
    "/officials/new": Sides("Directorate General of Immigration", "Immigration Department"),
    "/officials/sheet": Sides("Directorate General of Immigration", "Immigration Department"),
    "/trainers": Sides("Harahap", "Novák"),
    "/calendars": Sides("{feed}", "{feed}"),
    "/users": Sides("IDN-focal", "MYS-focal"),
    "/trail": _SEATS,
}
"""What a list is looked through for."""

QUERIES: dict[str, str] = {
    "/programmes/{programme}/versions/{number}": "people=yes",
    "/programmes/{programme}/ranking": "course=IN-ENDORSED",
    "/programmes/{programme}/nominating/fit": "official={official}&course=INDUCTION",
    f"{_API}/lms/syncs": "programme=small",
    f"{_API}/lms/facts": "programme=small",
    f"{_API}/trail": "page_size=1000",
    f"{_API}/search": "text=0001",
}
"""What a list is asked with."""

_CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nEND:VCALENDAR\r\n"

_USER = {
    "schemas": [_USER_SCHEMA, _OFFICIAL_SCHEMA],
    "userName": "new",
    "name": {"familyName": "New"},
    _OFFICIAL_SCHEMA: {"agency": "{agency}"},
}
_SEARCH = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]}

_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LTI_PLATFORM = {
    **dict.fromkeys(_ENDPOINTS, "http://127.0.0.1:9/"),
    "issuer": "http://127.0.0.1:9",
    "client_id": "new",
    "name": "New",
}

_PROGRAMME = {
    "code": "new",
    "name": "By hand",
    "start": "2015-01-01",
    "end": "2015-12-31",
    "planning_date": "2015-05-06",
}

BODIES: dict[str, Any] = {
    f"POST {_GRADEBOOK}/classes/{{class}}/lineItems": {"lineItems": [_LINE_ITEM]},
    f"POST {_GRADEBOOK}/schools/{{school}}/lineItems": {"lineItems": [_LINE_ITEM]},
    f"POST {_GRADEBOOK}/lineItems/{{lineItem}}/results": {"results": [_RESULT]},
    f"POST {_GRADEBOOK}/classes/{{class}}/academicSessions/{{session}}/results": {
        "results": [_RESULT]
    },
    f"PUT {_GRADEBOOK}/assessmentResults/{{id}}": {
        "assessmentResult": {**_ASSESSED, "assessmentLineItem": {"sourcedId": "written"}}
    },
    f"PUT {_GRADEBOOK}/assessmentLineItems/{{id}}": {"assessmentLineItem": {"title": "Test"}},
    f"PUT {_GRADEBOOK}/scoreScales/{{id}}": {"scoreScale": _SCALE},
    f"PUT {_GRADEBOOK}/results/{{id}}": {"result": _RESULT},
    f"PUT {_GRADEBOOK}/lineItems/{{id}}": {"lineItem": _LINE_ITEM},
    f"PUT {_GRADEBOOK}/categories/{{id}}": {"category": {"title": "Tests"}},
    f"{_SCIM}/Users": _USER,
    "/.search": _SEARCH,
    f"PUT {_SCIM}/Users/{{id}}": _USER,
    f"PATCH {_SCIM}/Users/{{id}}": {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "active", "value": False}],
    },
    f"{_SCIM}/Bulk": {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": [{"method": "DELETE", "path": "/Users/{official}"}],
    },
    "/api/v1/programmes": _PROGRAMME,
    "/programmes/{programme}": {"planning_date": "2015-05-06"},
    "/programmes/{programme}/runs": {"id": "NEW-1", "course": "BRIEF"},
    "/runs:link": {"kind": "apart", "first": "INDUCTION-1", "second": "EXERCISE-1"},
    "/runs/{run}/pins": {},
    "/calls": {"course": "{course}", "deadline": "2015-06-01"},
    "/calls/{call}": {"deadline": "2015-06-01"},
    ":mark-unavailable": {"start": "2015-07-01", "end": "2015-07-02"},
    ":mark-available": {"start": "2015-07-01", "end": "2015-07-02"},
    "/skills": {"skills": [{"skill": "teaching", "level": 2}]},
    ":close": {"start": "2015-07-01", "end": "2015-07-02", "reason": "flooded"},
    ":reopen": {"start": "2015-07-01", "end": "2015-07-02"},
    "/courses/{course}": {
        "title": "By hand",
        "days": 3,
        "min_seats": 1,
        "max_seats": 20,
        "languages": [{"language": "en"}],
    },
    "/venues/{venue}": {"name": "By hand", "city": "jakarta", "capacity": 20},
    ":answer": {"accepted": True},
    ":import-calendar": {"calendar": _CALENDAR},
    "/agenda": {"sessions": [{"day": 1, "begins": "09:00", "ends": "10:30", "title": "Law"}]},
    "/expenses": {"funder": "AUS-FUND", "amount_usd": 10, "paid_on": "2015-06-01"},
    "/officials": {"agency": "{agency}", "city": "jakarta", "family_name": "New"},
    "/officials:register": {
        "officials": [
            {"code": "77", "agency": "{agency}", "city": "jakarta", "family_name": "New"},
        ]
    },
    "/nominations": {"programme": "small", "official": "{official}", "course": "EXERCISE"},
    "/nominations:submit": {"nominations": [{"official": "{official}", "course": "EXERCISE"}]},
    "/nominations:rank": {"course": "{course}", "nominations": ["{nomination}"]},
    ":merge": {"other": "{person}"},
    ":import": {
        "rows": [{"code": "77", "agency": "{agency}", "city": "jakarta", "family_name": "New"}]
    },
    ":substitute": {"official": "{official}"},
    ":send-back": {"reason": "test"},
    ":endorse": {"rank": 1},
    ":reject": {"reason": "test"},
    ":pin": {"run": None},
    ":promote": {"run": "INDUCTION-2"},
    "/scenarios": {"name": "test"},
    ":publish": {"note": "test"},
    ":synchronise": {"programme": "small"},
    "/lms/items/{item}:retry": {"programme": "small"},
    ":decide-lesson": {"lesson": "x", "stands": True},
    ":record-attendance": {"day": "2015-03-23", "present": {}},
    "/tokens": {"name": "test", "person": "{person}"},
    ":revoke": {"reason": "test"},
    "/webhooks": {"url": "https://example.org/hook"},
    f"{_API}/clients": {"name": "Test", "scopes": ["scim"], "member": "IDN"},
    "/clients/{client}:revoke": {},
    ":replay": {"since": "2100-01-01T00:00:00Z"},
    "/reading-language": {"language": "id"},
    "/feeds": {"kind": "programme", "subject": "small"},
    "PUT /api/v1/officials/{official}": {
        "agency": "{agency}",
        "city": "jakarta",
        "family_name": "New",
    },
    ":retire": {},
    ":repair": {"start": "2015-09-07", "end": "2015-09-11"},
    ":fairness": {"name": "x" * 5000},
    ":undo": {"seen": "another"},
    ":redo": {"seen": "another"},
    ":change": {"seen": "another"},
    ":try-move": {"start": "2015-10-05"},
    ":move": {"seen": "another"},
    f"{_API}/lti/platforms": LTI_PLATFORM,
    ":tie": {"programme": "small"},
    ":deploy": {"deployment": "2"},
    "/lti/roles": {"term": "http://example.org/role", "roles": ["official"]},
}
"""What is sent, by how an address ends; nothing else needs a body."""


class File(NamedTuple):
    """A file of a form."""

    text: str


_VENUE = {"name": "By hand", "city": "jakarta", "capacity": "20"}
_COURSE = {"title": "By hand", "days": "3", "min_seats": "1", "max_seats": "9", "language": "en"}

FORMS: dict[str, Any] = {
    "/scenarios/fairness": {"seconds": "0"},
    "/clients": {"name": "Test", "scope": "scim", "member": "IDN"},
    "/receivers": {"url": "https://example.org/events", "type": "run.moved"},
    "/receivers/{receiver}/replay": {"since": "2015-01-01"},
    "/programmes/{programme}/calls": {"course": "{course}", "deadline": "2015-06-01"},
    "/planning-date": {"day": "2015-05-06"},
    "/money": {"funder": "AUS-FUND", "amount_usd": "10", "paid_on": "2015-06-01"},
    "/free-seats/{proposal}": {"accepted": "no"},
    "/courses/{course}/agenda": {
        "day": "1",
        "begins": "09:00",
        "ends": "10:30",
        "title": "Law",
        "block": "",
    },
    "/tables/{kind}": {"sheet": File("code,agency,city,family_name\n7,{agency},jakarta,New\n")},
    "/tables/{kind}/take-in": {
        "sheet": File("code,agency,city,family_name\n7,{agency},jakarta,New\n")
    },
    "/people/{person}/erase": {"knowingly": "yes", "withdraw": "yes"},
    "/people/merge": {"kept": "IDN-0001", "other": "MYS-0001"},
    "/runs/{run}/promote": {"nomination": "{nomination}"},
    "/runs/{run}/answer": {"trainer": "{trainer}", "accepted": "yes"},
    "/attendance": {"day": "2015-03-23"},
    "/drop-outs/{drop_out}": {"confirmed": "no"},
    "/nominations/{nomination}/lesson": {"lesson": "x", "stands": "yes"},
    "/programmes/{programme}/nominations": {"verb": "submit", "nomination": "{nomination}"},
    "/nominations/{nomination}": {"verb": "submit"},
    "/substitute": {"official": "{official}"},
    "/nominating": {"official": "{official}", "course": "EXERCISE"},
    "/nominating/check": {"sheet": File("official,course\n{official},EXERCISE\n")},
    "/nominating/sheet": {"sheet": File("official,course\n{official},EXERCISE\n")},
    "/ranking": {
        "course": "{course}",
        "nomination": "{nomination}",
        "place-{nomination}": "1",
    },
    "/officials/sheet": {"sheet": File("code,agency,city,family_name\n7,{agency},jakarta,New\n")},
    "/sheet/register": {"sheet": File("code,agency,city,family_name\n7,{agency},jakarta,New\n")},
    "/officials/{official}/change": {"agency": "{agency}", "city": "jakarta", "family_name": "New"},
    "/officials/{official}/retire": {"has_left": "yes"},
    "/officials/new": {"agency": "{agency}", "city": "jakarta", "family_name": "New"},
    "/my-assignments/calendar": {"calendar": File(_CALENDAR)},
    "/unavailable": {"start": "2015-07-01", "end": "2015-07-02"},
    "/available": {"start": "2015-07-01", "end": "2015-07-02"},
    "/trainers/{trainer}/skills": {"skill": "teaching", "level": "2", "expires_on": ""},
    "/venues/{venue}/close": {"start": "2015-07-01", "end": "2015-07-02", "reason": "flooded"},
    "/venues/{venue}/reopen": {"start": "2015-07-01", "end": "2015-07-02"},
    "/new-programme": _PROGRAMME,
    "/programmes/{programme}/rules": dict.fromkeys(TERMS, "1"),
    "/new-venue": {"code": "NEW", **_VENUE},
    "/venues/{venue}": _VENUE,
    "/new-course": {"code": "NEW", **_COURSE},
    "/courses/{course}": _COURSE,
    "/calendars": {"kind": "programme", "subject": "small"},
    "/lti/platforms": LTI_PLATFORM,
    "/tie": {"programme": "small"},
    "/deployments": {"deployment": "2"},
    "/accounts": {"person": "{person}"},
    "/lti/roles": {"term": "http://example.org/role", "roles": "official"},
    "/users/link": {"person": "{person}"},
    "/users/sign-out": {"person": "{person}"},
    "/users/roles/{role}/take": {"person": "IDN-focal"},
    "/users/token": {"person": "{person}", "name": "test"},
}
"""Likewise for pages."""
