"""Addresses of the record: pages in six languages, files without a language."""

from django.urls import path

from comity.site.record import acknowledging, ballot_files, pages

__all__ = ["file_patterns", "page_patterns"]

page_patterns = [
    path("record/", pages.browse, name="record"),
    path("record/find/", pages.find, name="record-find"),
    path("record/audit/", pages.audit, name="record-audit"),
    path("record/check/", pages.check, name="record-check"),
    path("record/entries/<int:index>/", pages.entry, name="record-entry"),
]
file_patterns = [
    path("record/entries/<int:index>/receipt.tlog-proof", pages.receipt, name="record-receipt"),
    path("record/entries/<int:index>/leaf.json", pages.leaf, name="record-leaf"),
    path("record/entries/<int:index>/payload.json", pages.payload, name="record-payload"),
    path("comity-verify.pyz", pages.verifier_file, name="verifier"),
    path("log/checkpoint", pages.checkpoint, name="log-checkpoint"),
    path("log/key.vkey", pages.key, name="log-key"),
    path("log/policy.txt", pages.policy, name="log-policy"),
    path("log/payload/<str:thousand>/<int:index>.json", pages.log_content, name="log-content"),
    path("log/payload/<str:thousand>/<int:opened>.key", pages.log_content_key, name="log-key-of"),
    path("log/ballots/<str:thousand>/<int:index>.leaves", ballot_files.leaves, name="log-ballots"),
    path("record/ballots/<str:leaf>.ballot-receipt", ballot_files.receipt, name="ballot-receipt"),
    path("record/notes/<str:leaves>.intake", acknowledging.note, name="intake-note"),
    path("log/tile/<path:path>", pages.log_file, name="log-file"),
]
