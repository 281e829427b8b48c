"""Durable work: it goes on after a crash, from the last step that was done.

An action of the catalogue leaves word in its outbox, in its own transaction; `relay` starts one
workflow for it, known by the word's id. So nothing that was answered for is lost, and nothing is
begun twice. Only this package and `app` know DBOS.
"""
