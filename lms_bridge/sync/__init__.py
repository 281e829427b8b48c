"""Reconciliation with a learning management system, the same for every LMS.

What should be there (`Desired`) minus what is there (`Remote`), in the light of what we made there
before (`Made`), is a `Difference`: changes in the order of their carrying out. Nothing here knows
the catalogue, a database or any LMS; connectors know one LMS each and nothing of the rest.

Who owns what, where both sides can change a thing:

=========================  =========  ==============================================================
thing                      owner      when the LMS's side changed it
=========================  =========  ==============================================================
class of a run             catalogue  made again if it was deleted
its title and description  catalogue  set again
class of a cancelled run   catalogue  emptied and marked, never deleted: it holds attendance
enrolment that we made     shared     its end there is *reported*; not made again until decided
enrolment made by hand     LMS        left alone and shown; becomes ours once the plan wants it too
account that we made       catalogue  name and key are set again; never deleted or disabled
account made by others     LMS        adopted by its external key; its name is left, the other shown
username, password         LMS        ours only when the account is made
other lessons, materials   LMS        left alone and shown
=========================  =========  ==============================================================
"""
