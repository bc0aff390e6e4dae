"""The record on the site: entries as rows, the log as static files, and pages that explain both."""
