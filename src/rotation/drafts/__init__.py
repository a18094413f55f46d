"""A new article as drafts: metadata, claims and proposed checks, for a person to review.

``metadata``   what is recorded of an article: never its text
``claims``     numeric mentions → claim records and exclusions; mentions of one quantity are one claim
``statements`` sentences made from a record's fields, never from the article's
``digests``    what was drafted, so that a person's edit is seen
``records``    the YAML files: one field a line, stable order, nothing that a text holds can be read as more than text
``anchors``    where old records stand in a changed text
``review``     a second extraction: what people decided stays, drafts are made anew, no number is used twice
``filing``     several files in place together or not at all
``adding``     the two verbs: add an article, extract it again
``telling``    the report on the terminal
"""
